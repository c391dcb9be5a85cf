import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.eclipse.rdf4j.query.BooleanQuery;
import org.eclipse.rdf4j.query.GraphQuery;
import org.eclipse.rdf4j.query.Query;
import org.eclipse.rdf4j.query.QueryInterruptedException;
import org.eclipse.rdf4j.query.QueryLanguage;
import org.eclipse.rdf4j.query.TupleQuery;
import org.eclipse.rdf4j.query.resultio.text.tsv.SPARQLResultsTSVWriter;
import org.eclipse.rdf4j.repository.sail.SailRepository;
import org.eclipse.rdf4j.repository.sail.SailRepositoryConnection;
import org.eclipse.rdf4j.rio.RDFFormat;
import org.eclipse.rdf4j.rio.ntriples.NTriplesWriter;
import org.eclipse.rdf4j.sail.memory.MemoryStore;

/** RDF4J's MemoryStore behind JSON lines: see process.go for the requests. The argument is the version. */
public class RDF4JDriver {
    private static final ObjectMapper json = new ObjectMapper();
    private static SailRepositoryConnection connection;

    public static void main(String[] args) throws Exception {
        connection = new SailRepository(new MemoryStore()).getConnection();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null;) {
            ObjectNode reply = json.createObjectNode();
            try {
                answer(json.readTree(line), reply, "RDF4J " + args[0] + " MemoryStore");
            } catch (QueryInterruptedException e) {
                reply.put("error", "limit");
            } catch (Throwable e) {
                reply.put("error", e.getClass().getSimpleName() + ": " + e.getMessage());
            }
            System.out.println(json.writeValueAsString(reply));
            System.out.flush();
        }
    }

    private static void answer(JsonNode request, ObjectNode reply, String name) throws Exception {
        if (request.has("version")) {
            reply.put("version", name);
            return;
        }
        long start = System.nanoTime();
        if (request.has("load")) {
            connection.add(new File(request.get("load").asText()), "http://bench/", RDFFormat.NTRIPLES);
            reply.put("seconds", (System.nanoTime() - start) / 1e9);
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        long cpu = cpuNanos();
        start = System.nanoTime();
        String kind = run(request.get("query").asText(), request.path("limit").asInt(3600), out);
        reply.put("seconds", (System.nanoTime() - start) / 1e9);
        reply.put("cpu", (cpuNanos() - cpu) / 1e9);
        reply.put("bytes", out.size());
        reply.put("kind", kind);
        if (request.has("save")) {
            try (OutputStream f = new FileOutputStream(request.get("save").asText())) {
                out.writeTo(f);
            }
        }
    }

    private static String run(String text, int limit, OutputStream out) throws Exception {
        Query query = connection.prepareQuery(QueryLanguage.SPARQL, text);
        query.setMaxExecutionTime(limit);
        if (query instanceof BooleanQuery) {
            out.write(Boolean.toString(((BooleanQuery) query).evaluate()).getBytes());
            return "boolean";
        }
        if (query instanceof GraphQuery) {
            ((GraphQuery) query).evaluate(new NTriplesWriter(out));
            return "graph";
        }
        ((TupleQuery) query).evaluate(new SPARQLResultsTSVWriter(out));
        return "rows";
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
