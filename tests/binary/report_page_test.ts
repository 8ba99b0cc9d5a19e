// The report's page in a real browser: what fits, and what it looks like in the dark.

import { assert, assertEquals } from "@std/assert";
import { run as lookBack } from "../../src/commands/look_back.ts";
import { withFakeHost } from "../support/fake_host.ts";
import { keepBusyDay } from "../support/journal.ts";

const BROWSER = ["chromium", "chromium-browser", "google-chrome"].find((name) =>
  new Deno.Command("sh", { args: ["-c", `command -v ${name}`], stdin: "null", stdout: "null" })
    .outputSync().success
);

/** Milliseconds after which a browser counts as hung. */
const HANG_MS = 120_000;

// What a person would measure with a ruler. Put into a copy of the page, whose own policy forbids it.
// The page stands in a frame: a window of a browser is never as narrow as a telephone.
const RULER = `<script>
const page = document.documentElement;
document.querySelectorAll("details").forEach((each) => each.open = true);
const small = [...document.querySelectorAll("svg text")].filter((each) =>
  each.getBoundingClientRect().height < 9).length;
const outside = [...document.querySelectorAll("svg text")].filter((each) => {
  const [box, frame] = [each.getBoundingClientRect(), each.ownerSVGElement.getBoundingClientRect()];
  return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
}).map((each) => each.textContent);
// A mark and what it means stand on one line.
const torn = [...document.querySelectorAll(".key")].filter((each) =>
  each.parentElement.getBoundingClientRect().height > 32).length;
const focusable = [...document.querySelectorAll("a[href], summary, [tabindex='0']")].length;
const found = {
  overflow: page.scrollWidth - innerWidth,
  width: innerWidth,
  background: getComputedStyle(document.body).backgroundColor,
  small, outside, torn, focusable,
};
// Every chapter and every chart has a name that can be read out.
const named = [...document.querySelectorAll("section, [role=region], [role=img]")];
found.nameless = named.filter((each) => {
  const ids = (each.getAttribute("aria-labelledby") ?? "").split(" ");
  const name = each.getAttribute("aria-label") ??
    ids.map((id) => document.getElementById(id)?.textContent ?? "").join("");
  return name.trim() === "";
}).length;
// Whoever has a keyboard reaches each of them and sees where they are.
const stops = [...document.querySelectorAll("a[href], summary, [tabindex='0']")];
found.unseen = stops.filter((each) => {
  each.focus({ focusVisible: true });
  return document.activeElement !== each || getComputedStyle(each).outlineStyle === "none";
}).map((each) => each.outerHTML.slice(0, 80));
// With the frame its parent goes.
const outer = parent.document;
const said = outer.createElement("pre");
said.textContent = JSON.stringify(found);
outer.body.replaceChildren(said);
</script></body>`;

interface Found {
  readonly overflow: number;
  readonly width: number;
  readonly background: string;
  readonly small: number;
  readonly outside: readonly string[];
  readonly torn: number;
  readonly focusable: number;
  readonly nameless: number;
  readonly unseen: readonly string[];
}

async function measure(page: string, width: number, scheme: "dark" | "light"): Promise<Found> {
  const escaped = page.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const path = Deno.makeTempFileSync({ suffix: ".html" });
  Deno.writeTextFileSync(
    path,
    `<!doctype html><body><iframe style="width:${width}px;height:900px;border:0" srcdoc="${escaped}">`,
  );
  const profile = Deno.makeTempDirSync();
  const child = new Deno.Command(BROWSER ?? "", {
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      `--user-data-dir=${profile}`,
      `--blink-settings=preferredColorScheme=${scheme === "dark" ? 0 : 1}`,
      "--window-size=1600,900",
      "--dump-dom",
      `file://${path}`,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), HANG_MS);
  const { stdout } = await child.output();
  clearTimeout(timer);
  Deno.removeSync(profile, { recursive: true });
  Deno.removeSync(path);
  const [, found = "null"] = /<pre>(.*)<\/pre>/s.exec(new TextDecoder().decode(stdout)) ?? [];
  const marks = { "&lt;": "<", "&gt;": ">", "&amp;": "&" } as const;
  return JSON.parse(found.replace(/&(lt|gt|amp);/g, (mark) => marks[mark as keyof typeof marks]));
}

Deno.test({
  name: "the report's page fits wide and narrow screens, light and dark, in a real browser",
  ignore: BROWSER === undefined,
  fn: () =>
    withFakeHost({}, async (host) => {
      keepBusyDay(host);
      await lookBack(["--html", "--since", "24h"], host);
      const page = host.out().replace(/<meta http-equiv[^>]+>/, "").replace("</body>", () => RULER);
      for (const width of [1400, 360]) {
        for (const scheme of ["dark", "light"] as const) {
          const found = await measure(page, width, scheme);
          const where = `${width} ${scheme} ${JSON.stringify(found)}`;
          assert(found.overflow <= 0, where);
          assertEquals(found.width, width, where);
          assertEquals([found.small, found.torn, found.outside], [0, 0, []], where);
          assertEquals([found.nameless, found.unseen], [0, []], where);
          assertEquals(
            found.background,
            scheme === "dark" ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)",
            where,
          );
          // Chapters, the way past them, five charts with their tables behind, and the tables of walls and waste.
          assertEquals(found.focusable, 6 + 5 * 3 + 2, where);
        }
      }
    }),
});
