-- wrk sends headers that were signed ahead, each once:
--
--	go run ./bench/load -print 150000 > headers.txt
--	HEADERS=headers.txt wrk -t2 -c16 -d25s -s bench/load/signed.lua http://127.0.0.1:7000/records/1000001/demographics

local made = 0

function setup(thread)
   thread:set("nth", made)
   thread:set("threads", 2)
   made = made + 1
end

function init()
   headers, at = {}, 0
   local n = 0
   for line in io.lines(os.getenv("HEADERS")) do
      if n % threads == nth then headers[#headers + 1] = line end
      n = n + 1
   end
end

function request()
   at = at + 1
   if at > #headers then wrk.thread:stop() end
   return wrk.format("GET", nil, { Authorization = headers[math.min(at, #headers)] })
end
