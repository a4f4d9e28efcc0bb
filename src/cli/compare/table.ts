/** The results as text: a table for the terminal and CSV. */
import type { CellResult, Line, RuleResult } from './results.ts'

const two = (x: number): string => (Number.isFinite(x) ? x.toFixed(2) : '-')

/** '2.23 ± 0.04' in per cent. */
export const spread = ({ mean, sd }: Pick<Line, 'mean' | 'sd'>): string =>
  `${two(mean)}${Number.isFinite(sd) ? ` ± ${two(sd)}` : ''}`

export const cost = ({ multiplyAdds, spikesPerImage }: RuleResult): string =>
  spikesPerImage > 0 ? `${spikesPerImage.toFixed(0)} spikes` : `${(multiplyAdds / 1e6).toFixed(2)} M mult-adds`

/** Rules with errors at the first, a middle and the last epoch, best last error first. */
export const table = (results: RuleResult[]): string[] => {
  const epochs = shownEpochs(results)
  const networks = [...new Set(results.map(r => r.network))]
  return networks.flatMap(network => {
    const own = ranked(results.filter(r => r.network === network))
    const head = ['rule', ...epochs.map(e => `epoch ${e}`), 'p', 'images/s', 'an image costs', 'locality']
    const rows = own.map(r => {
      const last = r.lines.at(-1)
      const errors = epochs.map(e => markOf(r.lines.find(l => l.epoch === e)))
      const p = last?.against && Number.isFinite(last.against.p) ? last.against.p.toFixed(3) : ''
      return [
        r.rule,
        ...errors,
        p,
        two(r.imagesPerSecond).replace(/\..*/, ''),
        cost(r),
        `${r.locality.class}${r.failed ? `, ${r.failed} failed` : ''}`,
      ]
    })
    return [
      `${network}: test error in %, mean ± deviation over seeds; p: paired t-test against the control at the last epoch`,
      ...aligned([head, ...rows]),
      '',
    ]
  })
}

const markOf = (line: Line | undefined): string =>
  line ? `${spread(line)}${line.asReference === false ? ' !' : ''}` : ''

export const ranked = (results: RuleResult[]): RuleResult[] =>
  [...results].sort((a, b) => (a.lines.at(-1)?.mean ?? 101) - (b.lines.at(-1)?.mean ?? 101))

export const shownEpochs = (results: RuleResult[]): number[] => {
  const most = Math.max(1, ...results.flatMap(r => r.lines.map(l => l.epoch)))
  return [...new Set([1, Math.ceil(most / 2), most])]
}

const aligned = (rows: string[][]): string[] => {
  const widths = rows[0].map((_, i) => Math.max(...rows.map(r => r[i].length)))
  return rows.map(r =>
    r
      .map((text, i) => text.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  )
}

/** Over hidden layers. */
const meanAngle = (layers: readonly (number | null)[] = []): number | '' => {
  const angles = layers.filter(a => a !== null)
  return angles.length ? angles.reduce((sum, a) => sum + a, 0) / angles.length : ''
}

/** A line for each cell and epoch. */
export const csv = (cells: CellResult[], localities: Map<string, string>): string => {
  const head =
    'rule,network,seed,epoch,test_error,train_error,images_per_second,cpu_ms_per_image,spikes_per_image,update_angle,locality'
  const lines = cells.flatMap(c =>
    c.epochs.map(e =>
      [
        c.rule,
        c.network,
        c.seed,
        e.epoch,
        e.testError ?? '',
        e.trainError ?? '',
        e.imagesPerSecond ?? '',
        e.cpuMsPerImage ?? '',
        e.spikesPerImage ?? '',
        meanAngle(c.updates[e.epoch]),
        localities.get(`${c.rule} ${c.network}`) ?? '',
      ].join(','),
    ),
  )
  return `${[head, ...lines].join('\n')}\n`
}
