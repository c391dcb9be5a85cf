import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.apache.jena.Jena;
import org.apache.jena.atlas.json.JSON;
import org.apache.jena.atlas.json.JsonNumber;
import org.apache.jena.atlas.json.JsonObject;
import org.apache.jena.dboe.base.file.Location;
import org.apache.jena.mem2.GraphMem2Fast;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.tdb2.DatabaseMgr;

/**
 * Jena behind JSON lines: see process.go for the requests. The argument is where
 * the data is: "mem" for the fast in-memory graph, "tdb2" for TDB2 in memory.
 */
public class JenaDriver {
    private static Dataset dataset;

    public static void main(String[] args) throws Exception {
        boolean tdb2 = args[0].equals("tdb2");
        dataset = tdb2 ? DatasetFactory.wrap(DatabaseMgr.connectDatasetGraph(Location.mem()))
                       : DatasetFactory.create(ModelFactory.createModelForGraph(new GraphMem2Fast()));
        String name = "Jena " + Jena.VERSION + (tdb2 ? " TDB2" : " in memory");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null;) {
            JsonObject reply = new JsonObject();
            try {
                answer(JSON.parse(line), reply, name, tdb2);
            } catch (QueryCancelledException e) {
                reply.put("error", "limit");
            } catch (Throwable e) {
                reply.put("error", e.getClass().getSimpleName() + ": " + e.getMessage());
            }
            System.out.println(reply.toString().replace("\n", " "));
            System.out.flush();
        }
    }

    private static void answer(JsonObject request, JsonObject reply, String name, boolean tdb2) throws Exception {
        if (request.hasKey("version")) {
            reply.put("version", name);
            return;
        }
        long start = System.nanoTime();
        if (request.hasKey("load")) {
            String path = request.get("load").getAsString().value();
            if (tdb2) dataset.begin(ReadWrite.WRITE);
            RDFDataMgr.read(dataset.getDefaultModel(), path);
            if (tdb2) { dataset.commit(); dataset.end(); }
            reply.put("seconds", JsonNumber.value((System.nanoTime() - start) / 1e9));
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        long cpu = cpuNanos();
        start = System.nanoTime();
        String kind;
        if (tdb2) dataset.begin(ReadWrite.READ);
        try {
            long limit = request.hasKey("limit") ? request.get("limit").getAsNumber().value().longValue() : 3600;
            kind = run(request.get("query").getAsString().value(), limit, out);
        } finally {
            if (tdb2) dataset.end();
        }
        reply.put("seconds", JsonNumber.value((System.nanoTime() - start) / 1e9));
        reply.put("cpu", JsonNumber.value((cpuNanos() - cpu) / 1e9));
        reply.put("bytes", out.size());
        reply.put("kind", kind);
        if (request.hasKey("save")) {
            try (OutputStream f = new FileOutputStream(request.get("save").getAsString().value())) {
                out.writeTo(f);
            }
        }
    }

    private static String run(String text, long limit, OutputStream out) throws Exception {
        Query query = QueryFactory.create(text);
        try (QueryExecution e = QueryExecution.dataset(dataset).query(query).timeout(limit, TimeUnit.SECONDS).build()) {
            if (query.isAskType()) {
                out.write(Boolean.toString(e.execAsk()).getBytes());
                return "boolean";
            }
            if (query.isConstructType()) {
                RDFDataMgr.write(out, e.execConstruct(), Lang.NTRIPLES);
                return "graph";
            }
            if (query.isDescribeType()) {
                RDFDataMgr.write(out, e.execDescribe(), Lang.NTRIPLES);
                return "graph";
            }
            ResultSetFormatter.outputAsTSV(out, e.execSelect());
            return "rows";
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
