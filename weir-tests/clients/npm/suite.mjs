// The common calls of the npm clients against a running Weir: node suite.mjs [--only NAME]
// WEIR_URL, WEIR_API_KEY and WEIR_MODEL say where, as whom and with which model; see README.md.
import assert from 'node:assert/strict';
import OpenAI from 'openai';
import Anthropic from '@anthropic-ai/sdk';

const url = (process.env.WEIR_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
const key = process.env.WEIR_API_KEY;
const model = process.env.WEIR_MODEL ?? 'weir/extractive';
if (!key) {
  console.error('WEIR_API_KEY is not set; ./weir keys create makes one.');
  process.exit(2);
}
const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0, timeout: 30_000 });
const anthropic = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0, timeout: 30_000 });
const messages = [{ role: 'user', content: 'Count from one to five.' }];
const tool = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

class Skipped extends Error {}

/** Weir's own error, where a call has not come to this version yet. */
function skipIfMissing(error) {
  if (error.status === 404 && !/model/i.test(error.message)) throw new Skipped('this server has no such call');
  throw error;
}

async function rejected(promise, type, status) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof type, `${error.constructor.name} is no ${type.name}`);
    assert.equal(error.status, status);
    return true;
  });
}

const checks = {
  async 'openai: models'() {
    const names = [];
    for await (const each of openai.models.list()) names.push(each.id);
    assert.ok(names.includes('weir/embed'), names.join());
  },
  async 'openai: chat'() {
    const answer = await openai.chat.completions.create({ model, messages });
    assert.ok(answer.choices[0].message.content.length > 0);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.ok(answer.usage.total_tokens > 0);
  },
  async 'openai: stream with usage'() {
    const stream = await openai.chat.completions.create({
      model, messages, stream: true, stream_options: { include_usage: true },
    });
    let text = '';
    let usage = null;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      usage = chunk.usage ?? usage;
    }
    assert.ok(text.length > 0);
    assert.ok(usage.total_tokens > 0);
  },
  async 'openai: stream collected by the client'() {
    const stream = openai.chat.completions.stream({ model, messages });
    assert.ok((await stream.finalContent()).length > 0);
  },
  async 'openai: tools'() {
    const answer = await openai.chat.completions.create({
      model, messages, tools: [{ type: 'function', function: { name: 'weather', parameters: tool } }],
    });
    const call = answer.choices[0].message.tool_calls?.[0];
    if (!call) throw new Skipped('the model called no tool');
    JSON.parse(call.function.arguments);
    const end = await openai.chat.completions.create({
      model,
      messages: [...messages, answer.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'rain' }],
    });
    assert.ok(end.choices[0].message.content.length > 0);
  },
  async 'openai: tools streamed'() {
    const stream = openai.chat.completions.stream({
      model, messages, tools: [{ type: 'function', function: { name: 'weather', parameters: tool } }],
    });
    const message = await stream.finalMessage();
    if (!message.tool_calls?.length) throw new Skipped('the model called no tool');
    JSON.parse(message.tool_calls[0].function.arguments);
  },
  async 'openai: embeddings'() {
    const one = await openai.embeddings.create({ model: 'weir/embed', input: ['a text', 'another'] });
    assert.deepEqual(one.data.map((each) => each.embedding.length), [384, 384]);
    const float = await openai.embeddings.create({ model: 'weir/embed', input: 'a text', encoding_format: 'float' });
    for (let i = 0; i < 384; i++) assert.ok(Math.abs(float.data[0].embedding[i] - one.data[0].embedding[i]) < 1e-5);
  },
  async 'openai: responses'() {
    const answer = await openai.responses.create({ model, input: 'Count from one to five.' }).catch(skipIfMissing);
    assert.equal(answer.status, 'completed');
    assert.ok(answer.output_text.length > 0);
  },
  async 'openai: responses streamed'() {
    const stream = await openai.responses
      .create({ model, input: 'Count from one to five.', stream: true })
      .catch(skipIfMissing);
    const types = [];
    let text = '';
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    assert.equal(types[0], 'response.created');
    assert.equal(types.at(-1), 'response.completed');
    assert.ok(text.length > 0);
  },
  async 'openai: errors'() {
    await rejected(openai.chat.completions.create({ model: 'nobody', messages }), OpenAI.NotFoundError, 404);
    await rejected(openai.chat.completions.create({ model, messages: 'no list' }), OpenAI.BadRequestError, 400);
    const stranger = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'wrong', maxRetries: 0 });
    await rejected(stranger.models.list(), OpenAI.AuthenticationError, 401);
  },
  async 'openai: abort'() {
    const stream = await openai.chat.completions.create({ model, messages, stream: true });
    for await (const chunk of stream) {
      assert.ok(chunk.id);
      stream.controller.abort();
      break;
    }
    const early = new AbortController();
    early.abort();
    await assert.rejects(
      openai.chat.completions.create({ model, messages }, { signal: early.signal }), OpenAI.APIUserAbortError);
  },
  async 'anthropic: message'() {
    const answer = await anthropic.messages.create({ model, max_tokens: 200, messages });
    assert.equal(answer.type, 'message');
    assert.ok(answer.content[0].text.length > 0);
    assert.equal(answer.stop_reason, 'end_turn');
    assert.ok(answer.usage.output_tokens > 0);
  },
  async 'anthropic: stream'() {
    const stream = anthropic.messages.stream({ model, max_tokens: 200, messages });
    let text = '';
    stream.on('text', (piece) => { text += piece; });
    const message = await stream.finalMessage();
    assert.ok(text.length > 0);
    assert.equal(message.content[0].text, text);
  },
  async 'anthropic: tools'() {
    const tools = [{ name: 'weather', description: 'The weather in a city', input_schema: tool }];
    const answer = await anthropic.messages.create({ model, max_tokens: 200, messages, tools });
    const call = answer.content.find((block) => block.type === 'tool_use');
    if (!call) throw new Skipped('the model called no tool');
    assert.equal(answer.stop_reason, 'tool_use');
    const end = await anthropic.messages.create({
      model, max_tokens: 200, tools,
      messages: [
        ...messages,
        { role: 'assistant', content: answer.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'rain' }] },
      ],
    });
    assert.ok(end.content[0].text.length > 0);
  },
  async 'anthropic: count tokens'() {
    const count = await anthropic.messages.countTokens({ model, messages });
    assert.ok(count.input_tokens > 0);
  },
  async 'anthropic: errors'() {
    await rejected(
      anthropic.messages.create({ model: 'nobody', max_tokens: 1, messages }), Anthropic.NotFoundError, 404);
    await rejected(anthropic.messages.create({ model, messages }), Anthropic.BadRequestError, 400);
    const stranger = new Anthropic({ baseURL: url, apiKey: 'wrong', maxRetries: 0 });
    await rejected(
      stranger.messages.create({ model, max_tokens: 1, messages }), Anthropic.AuthenticationError, 401);
  },
  async 'anthropic: abort'() {
    const stream = await anthropic.messages.create({ model, max_tokens: 200, messages, stream: true });
    for await (const event of stream) {
      assert.ok(event.type);
      stream.controller.abort();
      break;
    }
  },
};

let failures = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok       ${name}`);
  } catch (error) {
    const skipped = error instanceof Skipped;
    failures += skipped ? 0 : 1;
    console.log(`${skipped ? 'skipped ' : 'FAILED  '} ${name}: ${skipped ? error.message : error.stack}`);
  }
}
console.log(failures === 0 ? 'all well' : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
