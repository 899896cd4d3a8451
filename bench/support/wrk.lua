-- Arguments: method, body (JSON, may be absent), and "count" to count answers by status.
-- Prints what was measured as one line of JSON.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  wrk.method = args[1]
  if args[2] and args[2] ~= "" then
    wrk.body = args[2]
    wrk.headers["Content-Type"] = "application/json"
  end
  statuses = {}
  -- Defined only when asked for: wrk is faster when it need not call it.
  if args[3] == "count" then
    response = function(status)
      local key = tostring(status)
      statuses[key] = (statuses[key] or 0) + 1
    end
  end
end

function done(summary, latency)
  local counts = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do
      table.insert(counts, string.format('"%s":%d', status, count))
    end
  end
  local errors = summary.errors
  local form = '{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d,"statuses":{%s}}\n'
  io.write(string.format(form, summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout, table.concat(counts, ",")))
end
