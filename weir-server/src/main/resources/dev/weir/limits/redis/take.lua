-- Takes from every limit, or from none. KEYS: one for each limit. ARGV, for each of them: its kind ('m' for a sliding
-- minute, 'd' for a day), the limit, what is wanted of it, and how many seconds the key is needed after this; behind
-- them 'look' from whoever only wants to know, or 'take'.
-- Answers: 1 if it was taken, the second that it counts in, and for each limit what was used before, the seconds until
-- there is room (0 if there is), the seconds until it is empty, and 1 if nothing was known of that day.
local now = tonumber(redis.call('TIME')[1])
local ok = 1
local out = {0, now}
local seconds = {}
for i = 1, #KEYS do
  local kind = ARGV[i * 4 - 3]
  local limit = tonumber(ARGV[i * 4 - 2])
  local wanted = tonumber(ARGV[i * 4 - 1])
  local used, wait, empty, at = 0, 0, 0, now
  if kind == 'd' then
    used = tonumber(redis.call('GET', KEYS[i]) or '0')
    if wanted > 0 and used + wanted > limit then wait = 1 end
  else
    local all = redis.call('HGETALL', KEYS[i])
    local slots = {}
    for j = 1, #all, 2 do
      local second = tonumber(all[j])
      slots[#slots + 1] = {second, tonumber(all[j + 1])}
      -- A clock that goes backwards stands still here.
      if second > at then at = second end
    end
    table.sort(slots, function(a, b) return a[1] < b[1] end)
    local kept = {}
    for _, slot in ipairs(slots) do
      if slot[1] <= at - 61 then
        redis.call('HDEL', KEYS[i], string.format('%d', slot[1]))
      else
        kept[#kept + 1] = slot
        used = used + slot[2]
      end
    end
    local excess = used + math.min(wanted, limit) - limit
    for _, slot in ipairs(kept) do
      if wanted > 0 and excess > 0 then
        excess = excess - slot[2]
        wait = math.max(1, slot[1] + 61 - now)
      end
    end
    if #kept > 0 then empty = kept[#kept][1] + 61 - now end
  end
  if wait > 0 then ok = 0 end
  seconds[i] = at
  out[2] = math.max(out[2], at)
  local base = 2 + (i - 1) * 4
  out[base + 1], out[base + 2], out[base + 3], out[base + 4] = used, wait, empty, 0
end
if ok == 1 then out[1] = 1 end
if ok == 1 and ARGV[#KEYS * 4 + 1] == 'take' then
  for i = 1, #KEYS do
    local wanted = tonumber(ARGV[i * 4 - 1])
    if ARGV[i * 4 - 3] == 'd' then
      redis.call('INCRBY', KEYS[i], wanted)
      redis.call('EXPIRE', KEYS[i], ARGV[i * 4])
      if redis.call('SET', KEYS[i] .. ':known', 1, 'NX', 'EX', ARGV[i * 4]) then out[2 + i * 4] = 1 end
    else
      redis.call('HINCRBY', KEYS[i], string.format('%d', out[2]), wanted)
      redis.call('EXPIRE', KEYS[i], ARGV[i * 4])
    end
  end
end
return out
