// Takes the terminal and then fails where nobody catches it: by ERROR, REJECTION or EXIT.
import { takeTerminal } from "../../src/io/terminal.ts";

const terminal = takeTerminal({});
terminal.draw(["the pane is up"]);
setTimeout(() => {
  if (Deno.args[0] === "EXIT") Deno.exit(7);
  if (Deno.args[0] === "REJECTION") void Promise.reject(new Error("nobody catches this"));
  else throw new Error("nobody catches this");
}, 2_000);
