// Makes calls of every kind with `groq-sdk` or `openai`, the first argument, and prints the results as JSON.
import { createRequire } from "node:module";

const name = process.argv[2];
const { default: Client, toFile } = await import(name);
const url = process.env.SERVER_URL;
const model = process.env.MODEL;
const options = { apiKey: "gsk_mine", maxRetries: 0 };
const client = new Client({ ...options, baseURL: name === "openai" ? `${url}/openai/v1` : url });
const ask = { model, messages: [{ role: "user", content: "Hi" }] };
const parameters = { type: "object", properties: { city: { type: "string" } } };
const tools = [{ type: "function", function: { name: "get_weather", parameters } }];

async function statusOf(promise) {
  try {
    await promise;
  } catch (err) {
    return [err.constructor.name, err.status];
  }
}

async function all(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

const { chat, files, batches, audio } = client;
const seen = { version: createRequire(import.meta.url)(`./node_modules/${name}/package.json`).version };
seen["completion"] = (await chat.completions.create(ask)).choices[0].message.content;
let chunks = await all(await chat.completions.create({ ...ask, stream: true }));
seen["stream"] = chunks.map((chunk) => chunk.choices[0].delta.content ?? "").join("");
const called = (await chat.completions.create({ ...ask, tools })).choices[0].message.tool_calls[0].function;
seen["tool call"] = [called.name, called.arguments];
chunks = await all(await chat.completions.create({ ...ask, tools, stream: true }));
const deltas = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
seen["streamed tool call"] = [deltas[0].function.name, deltas.map((delta) => delta.function.arguments ?? "").join("")];
seen["errors"] = [];
for (let n = 0; n < 3; n++) seen["errors"].push(await statusOf(chat.completions.create(ask)));
seen["unknown model"] = await statusOf(client.models.retrieve("none"));
seen["models"] = (await client.models.list()).data.some((one) => one.id === model);
const embedded = await client.embeddings.create({ model: "nomic-embed-text-v1_5", input: "Hi" });
seen["embedding"] = embedded.data[0].embedding.length;

const line = JSON.stringify({ custom_id: "1", method: "POST", url: "/v1/chat/completions", body: ask });
const uploads = [];
for (let n = 0; n < 3; n++) {
  uploads.push(await files.create({ file: await toFile(Buffer.from(line), `${n}.jsonl`), purpose: "batch" }));
}
const pages = name === "openai" ? await all(files.list({ limit: 2 })) : (await files.list()).data;
seen["files"] = pages.map((one) => one.filename);
const window = { endpoint: "/v1/chat/completions", completion_window: "24h" };
let batch = await batches.create({ ...window, input_file_id: uploads[0].id });
for (let n = 0; n < 5 && batch.status !== "completed"; n++) batch = await batches.retrieve(batch.id);
seen["batch"] = batch.status;
const content = await files.content(batch.output_file_id);
seen["batch result"] = JSON.parse(await content.text()).response.body.choices[0].message.content;
const listed = name === "openai" ? await all(batches.list({ limit: 1 })) : (await batches.list()).data;
seen["batches"] = listed.length === 1 && listed[0].id === batch.id;
seen["deleted"] = [];
for (const one of uploads) seen["deleted"].push((await files.delete(one.id)).deleted);

const voice = { model: "canopylabs/orpheus-v1-english", voice: "autumn", response_format: "wav" };
const speech = Buffer.from(await (await audio.speech.create({ ...voice, input: "Hi" })).arrayBuffer());
seen["speech"] = speech.subarray(0, 4).toString();
const whisper = async () => ({ model: "whisper-large-v3", file: await toFile(speech, "hi.wav") });
seen["transcription"] = (await audio.transcriptions.create(await whisper())).text.includes("hi.wav");
const verbose = await audio.transcriptions.create({ ...(await whisper()), response_format: "verbose_json" });
seen["verbose transcription"] = verbose.language;
seen["translation"] = (await audio.translations.create(await whisper())).text.includes("hi.wav");
if (name === "openai") {
  seen["response"] = (await client.responses.create({ model, input: "Hi" })).output_text;
  const events = await all(await client.responses.create({ model, input: "Hi", stream: true }));
  const parts = events.filter((event) => event.type === "response.output_text.delta");
  seen["streamed response"] = parts.map((event) => event.delta).join("");
}
console.log(JSON.stringify(seen));
