-- Puts right what a call has taken. KEYS: one for each limit. ARGV: the second that it was taken in, the difference to
-- what was used, and the kind of each limit. What was too much comes back to where it was taken, what was too little
-- counts from now on.
local second = ARGV[1]
local difference = tonumber(ARGV[2])
local now = redis.call('TIME')[1]
for i = 1, #KEYS do
  if ARGV[i + 2] == 'd' then
    if redis.call('EXISTS', KEYS[i]) == 1 then
      local used = tonumber(redis.call('GET', KEYS[i]))
      redis.call('INCRBY', KEYS[i], math.max(difference, -used))
    end
  elseif difference > 0 then
    redis.call('HINCRBY', KEYS[i], now, difference)
    redis.call('EXPIRE', KEYS[i], 122)
  else
    local taken = redis.call('HGET', KEYS[i], second)
    if taken then redis.call('HINCRBY', KEYS[i], second, math.max(difference, -tonumber(taken))) end
  end
end
return 1
