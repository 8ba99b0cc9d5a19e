/**
 * The look of the page. Every colour has a light and a dark value; text reaches a contrast of 7 to 1
 * on its background, marks 3 to 1, and nothing is told by colour alone.
 */
export const STYLE = `
:root { color-scheme: light dark; --back: #ffffff; --text: #1b1f24; --soft: #4a525c;
  --rule: #d9dee4; --mark: #0a5bb5; --fill: #0a5bb51f; --pale: #8db4de; --alarm: #b3261e;
  --quiet: #7b848f; --waste: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --back: #14171b; --text: #e8eaed; --soft: #b4bcc6;
  --rule: #333a43; --mark: #6fb1ff; --fill: #6fb1ff2b; --pale: #3d6796; --alarm: #ff9086;
  --quiet: #87919d; --waste: #d29922; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main, header, footer { max-width: 52rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
footer { padding-bottom: 3rem; color: var(--soft); font-size: .875rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.75rem 0 .5rem; padding-top: 1rem;
  border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.75rem 0 .25rem; }
p { margin: .25rem 0 .75rem; max-width: 42rem; }
header p, .legend { color: var(--soft); }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--back); padding: .5rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
a { color: var(--mark); }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 3px; }
.scroll { overflow-x: auto; }
.scroll + .scroll { margin-top: 1.25rem; }
svg { display: block; width: 100%; min-width: 36rem; height: auto; }
svg.bars { min-width: 18rem; max-width: 30rem; }
svg text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--text); }
svg text.tick { fill: var(--soft); }
svg text.empty { fill: var(--alarm); font-size: 15px; font-weight: 700; }
.grid { stroke: var(--rule); }
.line { fill: none; stroke: var(--mark); stroke-width: 2; stroke-linejoin: round; }
.area { fill: var(--fill); }
.unseen { fill: none; stroke: var(--mark); stroke-width: 1.5; stroke-dasharray: 1 4;
  stroke-linecap: round; }
.now { stroke: var(--text); stroke-width: 1; }
rect.waste { fill: var(--waste); }
.reset { stroke: var(--quiet); stroke-dasharray: 3 4; }
rect.mark { fill: var(--mark); } rect.pale { fill: var(--pale); }
rect.alarm { fill: var(--alarm); } rect.quiet { fill: var(--quiet); }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; font-size: .875rem; }
.key { display: inline-block; width: 1.4rem; margin-right: .4rem; vertical-align: middle; }
.key.line { border-top: 2px solid var(--mark); }
.key.unseen { border-top: 2px dotted var(--mark); }
.key.waste { background: var(--waste); height: 1em; width: .3rem; }
.key.reset { border-left: 2px dashed var(--quiet); height: 1em; width: 0; }
.key.empty { color: var(--alarm); font-weight: 700; width: auto; }
.key.mark, .key.pale, .key.alarm, .key.quiet { width: .8rem; height: .8rem; border-radius: 2px; }
.key.mark { background: var(--mark); } .key.pale { background: var(--pale); }
.key.alarm { background: var(--alarm); } .key.quiet { background: var(--quiet); }
.glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem;
  margin: 1rem 0 0; }
.glance div { display: flex; flex-direction: column-reverse; justify-content: flex-end; 
  border: 1px solid var(--rule); border-radius: 6px; padding: .6rem .75rem; }
.glance dt { font-size: .875rem; color: var(--soft); line-height: 1.35; }
.glance dd { margin: 0; font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
details { margin: .5rem 0 1rem; }
summary { cursor: pointer; color: var(--mark); padding: .25rem 0; }
table { border-collapse: collapse; font-size: .9rem; min-width: 30rem; width: 100%;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding: .25rem 0; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--rule);
  font-weight: 400; vertical-align: top; }
thead th { font-weight: 600; }
tbody th { white-space: nowrap; }
.number { text-align: right; }
@media print { .skip, nav { display: none; } .scroll { overflow: visible; } }
`;
