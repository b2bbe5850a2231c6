-- A plain chat completion: wrk -t2 -c64 -d5s -s chat.lua http://127.0.0.1:9001/v1/chat/completions
wrk.method = "POST"
wrk.body = '{"model":"sim","messages":[{"role":"system","content":"You are a helpful assistant."},'
  .. '{"role":"user","content":"Say this is a test, and say it in one short sentence."}],"temperature":0.2}'
wrk.headers["Content-Type"] = "application/json"
