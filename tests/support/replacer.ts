// A worker that replaces one file again and again with JSON of changing length.
import { replaceFile } from "../../src/io/state_file.ts";

const { path, writer, turns } = JSON.parse(self.name) as {
  path: string;
  writer: number;
  turns: number;
};
for (let turn = 0; turn < turns; turn++) {
  const padding = "x".repeat(turn * 37 % 9_000);
  replaceFile(path, JSON.stringify({ turn, writer, padding }));
}
(self as unknown as { postMessage(message: string): void }).postMessage("done");
