-- wrk sends small queries at a pace, one in twenty an update, and says what came of
-- them. See mixed.sh, which starts a server and runs it.
--
--	TRIVET_SERVE_TOKEN=... wrk -t2 -c16 -d300s --latency -s bench/load/mixed.lua http://127.0.0.1:3030/sparql
--
-- Each of the 16 connections waits 14 ms after an answer, which makes about 1,000
-- requests a second as long as answers take a millisecond.

local made = 0

function setup(thread)
   thread:set("nth", made)
   made = made + 1
end

function init()
   token = "Bearer " .. (os.getenv("TRIVET_SERVE_TOKEN") or "")
   sent = nth * 10
end

function delay() return 14 end

function request()
   sent = sent + 1
   local s = "<urn:s" .. (sent * 7919) % 1000 .. ">"
   if sent % 20 == 0 then
      return wrk.format("POST", nil,
         { Authorization = token, ["Content-Type"] = "application/sparql-update" },
         "DELETE { " .. s .. " <urn:p> ?o } INSERT { " .. s .. " <urn:p> " .. sent .. " } WHERE { " .. s .. " <urn:p> ?o }")
   end
   return wrk.format("POST", nil, { ["Content-Type"] = "application/sparql-query" },
      "SELECT ?o ?t { " .. s .. " <urn:p> ?o ; <urn:q> ?t }")
end

function done(summary, latency)
   local e = summary.errors
   io.write(string.format("%d requests, %.0f/s; p50 %.2f ms, p99 %.2f ms, most %.2f ms; failed: %d answers, %d connections, %d reads, %d writes, %d timeouts\n",
      summary.requests, summary.requests / summary.duration * 1e6,
      latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
      e.status, e.connect, e.read, e.write, e.timeout))
end
