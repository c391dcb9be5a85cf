// Comunica over a store of N3.js, behind JSON lines: see process.go for the requests.
// Run in the folder where npm has installed both.
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(process.cwd() + '/');
const { QueryEngine } = require('@comunica/query-sparql-rdfjs');
const { Store, StreamParser, Writer } = require('n3');

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const engine = new QueryEngine();
const store = new Store();

function load(path) {
  return new Promise((resolve, reject) => {
    const parser = new StreamParser({ format: 'N-Triples' });
    createReadStream(path).on('error', reject).pipe(parser);
    parser.on('data', (quad) => store.addQuad(quad)).on('error', reject).on('end', resolve);
  });
}

async function text(stream) {
  const parts = [];
  for await (const part of stream) {
    parts.push(typeof part === 'string' ? Buffer.from(part) : part);
  }
  return Buffer.concat(parts);
}

function triples(quads) {
  return new Promise((resolve, reject) => {
    const writer = new Writer({ format: 'N-Triples' });
    quads.on('data', (quad) => writer.addQuad(quad)).on('error', reject);
    quads.on('end', () => writer.end((error, out) => (error ? reject(error) : resolve(Buffer.from(out)))));
  });
}

async function run(query) {
  const result = await engine.query(query, { sources: [store] });
  switch (result.resultType) {
    case 'boolean':
      return [Buffer.from(String(await result.execute())), 'boolean'];
    case 'quads':
      return [await triples(await result.execute()), 'graph'];
    default: {
      const { data } = await engine.resultToString(result, 'text/tab-separated-values');
      return [await text(data), 'rows'];
    }
  }
}

async function answer(request) {
  if (request.version) {
    return { version: `Comunica ${version('@comunica/query-sparql-rdfjs')} on N3.js ${version('n3')}` };
  }
  const start = performance.now();
  if (request.load) {
    await load(request.load);
    return { seconds: (performance.now() - start) / 1000 };
  }
  const cpu = process.cpuUsage();
  const [data, kind] = await run(request.query);
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  if (request.save) {
    writeFileSync(request.save, data);
  }
  return { seconds, cpu: (used.user + used.system) / 1e6, bytes: data.length, kind };
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = await answer(JSON.parse(line));
  } catch (error) {
    reply = { error: `${error.name}: ${error.message}` };
  }
  process.stdout.write(JSON.stringify(reply) + '\n');
}
