/** Verdicts as text. */
import type { Verdict } from '../../measure/identify/tell-apart.ts'

const percent = (x: number): string => `${(100 * x).toFixed(0)} %`

/** Accuracy of each set of features, and which rule is taken for which by the second, weights and activity. */
export const verdictTable = (verdicts: readonly Verdict[], rules: readonly string[], rows: number): string[] => {
  const width = Math.max(...verdicts.map(v => v.features.length))
  return [
    `balanced accuracy over splits by run (chance ${percent(1 / rules.length)}; ${rows} layers of runs):`,
    ...verdicts.map(
      v => `  ${v.features.padEnd(width)}  ${percent(v.accuracy).padStart(5)} ± ${(100 * v.deviation).toFixed(0)}`,
    ),
    '',
    `taken for (by ${verdicts[1].features}):`,
    ...matrix(
      rules.map((r, i) => [r, verdicts[1].confusion[i]]),
      rules,
    ),
  ]
}

export const landingTable = (landed: Record<string, number[]>, rules: readonly string[]): string[] =>
  Object.keys(landed).length === 0
    ? []
    : ['', 'rules that the classifier has not seen are taken for:', ...matrix(Object.entries(landed), rules)]

const matrix = (rows: readonly (readonly [string, number[]])[], rules: readonly string[]): string[] => {
  const width = Math.max(...rows.map(([name]) => name.length), ...rules.map(r => r.length))
  const line = (name: string, cells: string[]) =>
    `  ${name.padEnd(width)}  ${cells.map((c, i) => c.padStart(rules[i].length)).join('  ')}`
  return [line('', [...rules]), ...rows.map(([name, shares]) => line(name, shares.map(percent)))]
}
