// A picture of a page, taken by a headless Chromium.

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

/** Writes what a window of this size shows of a page, in its light colours. */
export function photograph(
  page: string,
  { width, height }: { readonly width: number; readonly height: number },
  path: string,
): void {
  const dir = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${dir}/page.html`, page);
  const name = BROWSERS.find((each) =>
    new Deno.Command("sh", { args: ["-c", `command -v ${each}`], stdout: "null" }).outputSync()
      .success
  );
  if (name === undefined) throw new Error(`none of these is here: ${BROWSERS.join(", ")}`);
  const { success } = new Deno.Command(name, {
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--hide-scrollbars",
      `--user-data-dir=${dir}/profile`,
      "--blink-settings=preferredColorScheme=1",
      `--window-size=${width},${height}`,
      `--screenshot=${path}`,
      `file://${dir}/page.html`,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).outputSync();
  Deno.removeSync(dir, { recursive: true });
  if (!success) throw new Error(`${name} took no picture`);
}
