/** `apical identify`. */
import { join } from 'node:path'
import { landing, tellApart } from '../measure/identify/tell-apart.ts'
import '../node/backends.ts'
import { loadDataset } from '../node/sources.ts'
import { writeAtomic } from '../node/store.ts'
import { openBackend } from '../sim/backends.ts'
import { checkIdentification } from '../spec/identification.ts'
import { gather } from './identify/gather.ts'
import { loadIdentification } from './identify/load.ts'
import { landingTable, verdictTable } from './identify/table.ts'
import { speaker } from './say.ts'
import { stopper } from './stopper.ts'

export interface IdentifyOptions {
  images?: number
  checkpoints?: number
  data?: string
  backend: string
  out: string
  json?: boolean
  quiet?: boolean
}

/** The exit code. */
export const identifyCommand = async (text: string, options: IdentifyOptions): Promise<number> => {
  const say = speaker(options)
  const { images, checkpoints } = options
  const i = checkIdentification({
    ...(await loadIdentification(text)),
    ...(images === undefined ? {} : { images }),
    ...(checkpoints === undefined ? {} : { checkpoints }),
  })
  const stop = stopper(say.note)
  try {
    const name = i.rules[0].runs[0].dataset?.name ?? 'mnist'
    const data = await loadDataset(name, {
      ...(options.data === undefined ? {} : { data: options.data }),
      train: i.train,
      test: i.probes,
    })
    say.loud(`data: ${data.note}`)
    const folder = join(options.out, 'identify', i.name)
    const backend = await openBackend(options.backend)
    const rows = await gather(i, {
      folder,
      data,
      digest: data.digest,
      backend,
      stop: stop.isAsked,
      progress: say.progress,
    })
    if (!rows) {
      say.note('stopped; the same command goes on')
      return stop.exitCode()
    }
    const rules = i.rules.filter(r => r.known).map(r => r.rule)
    const known = rows.filter(r => rules.includes(r.rule))
    const verdicts = tellApart(known, rules)
    const landed = landing(
      known,
      rules,
      rows.filter(r => !rules.includes(r.rule)),
    )
    const file = join(folder, 'verdicts.json')
    writeAtomic(file, `${JSON.stringify({ name: i.name, data: data.note, rules, verdicts, landed }, null, 1)}\n`)
    if (options.json) {
      for (const v of verdicts) say.data(JSON.stringify({ event: 'verdict', rules, ...v }))
      for (const [rule, taken] of Object.entries(landed))
        say.data(JSON.stringify({ event: 'landing', rule, rules, taken }))
    } else
      for (const line of [...verdictTable(verdicts, rules, known.length), ...landingTable(landed, rules)])
        say.data(line)
    say.note(`data of the runs and verdicts: ${folder}`)
    return 0
  } finally {
    stop.close()
  }
}
