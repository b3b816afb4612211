// Makes calls of every kind with `@ai-sdk/groq` and `ai`, and prints the results as JSON.
import { createGroq } from "@ai-sdk/groq";
import * as ai from "ai";
import { createRequire } from "node:module";

const groq = createGroq({ baseURL: `${process.env.SERVER_URL}/openai/v1`, apiKey: "gsk_mine" });
const ask = { model: groq(process.env.MODEL), prompt: "Hi", maxRetries: 0 };
const inputSchema = ai.jsonSchema({ type: "object", properties: { city: { type: "string" } } });
const tools = { get_weather: ai.tool({ inputSchema }) };
const failed = async () => {
  try {
    await ai.generateText(ask);
  } catch (err) {
    return [err.name, err.statusCode];
  }
};

const seen = { version: createRequire(import.meta.url)("./node_modules/@ai-sdk/groq/package.json").version };
seen["completion"] = (await ai.generateText(ask)).text;
seen["stream"] = await ai.streamText(ask).text;
const name = (calls) => calls.map((call) => [call.toolName, JSON.stringify(call.input)])[0];
seen["tool call"] = name((await ai.generateText({ ...ask, tools })).toolCalls);
seen["streamed tool call"] = name(await ai.streamText({ ...ask, tools }).toolCalls);
seen["errors"] = [await failed(), await failed(), await failed()];
const transcribe = ai.transcribe ?? ai.experimental_transcribe;
const heard = await transcribe({ model: groq.transcription("whisper-large-v3"), audio: Buffer.from(process.env.WAV, "base64") });
seen["transcription"] = heard.text.length > 0;
console.log(JSON.stringify(seen));
