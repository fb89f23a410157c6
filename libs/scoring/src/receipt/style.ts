/** Made for A4 in black and white; on a screen the page is as wide as the paper. */
export const STYLE = `
@page { size: A4; margin: 14mm 13mm; }
* { box-sizing: border-box; }
body { font: 9.5pt/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimSun", sans-serif; color: #111; max-width: 184mm; margin: 8mm auto; padding: 0 2mm; overflow-wrap: anywhere; }
h1 { font-size: 15pt; margin: 0 0 2mm; }
h2 { font-size: 12pt; margin: 5mm 0 1.5mm; border-bottom: 1.2pt solid #111; }
h3 { font-size: 10.5pt; margin: 3.5mm 0 1mm; border-bottom: .6pt solid #777; }
h4 { font-size: 10pt; margin: 3mm 0 1mm; border-bottom: .4pt dotted #777; }
h2, h3, h4 { display: flex; justify-content: space-between; gap: 4mm; break-after: avoid; }
.aside { white-space: nowrap; font-variant-numeric: tabular-nums; }
.summary { display: flex; flex-wrap: wrap; gap: 2mm 10mm; font-size: 13pt; border: 1pt solid #111; padding: 2mm 3mm; margin: 0 0 2mm; }
.summary b { font-size: 9.5pt; font-weight: 400; margin-right: 1mm; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 3mm; margin: 0 0 2mm; }
dt { font-weight: 600; } dd { margin: 0; }
p { margin: .8mm 0; }
.fact { margin-right: 3.5mm; } .fact b { font-weight: 600; margin-right: .8mm; }
.note { border-left: 1.5pt solid #111; padding-left: 2mm; }
.working { padding: .8mm 2mm; background: #f4f4f4; break-inside: avoid; print-color-adjust: exact; }
code { font-family: "DejaVu Sans Mono", "Noto Sans Mono CJK SC", Consolas, monospace; font-size: 8.5pt; }
.result { font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; margin: 1mm 0; font-size: 9pt; }
caption { text-align: left; font-weight: 600; }
th, td { border: .5pt solid #999; padding: .3mm 1.6mm; text-align: left; vertical-align: top; }
th { background: #eee; print-color-adjust: exact; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr { break-inside: avoid; }
@media print { body { margin: 0; max-width: none; padding: 0; } }
`;
