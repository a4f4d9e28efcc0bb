/** Puts phases and moments into the queue of a device, in submits that it can finish in good time. */
import type { Program } from '../../plan/plan.ts'
import { MOST_TICKS, NOW_STRIDE } from './buffers.ts'
import { DO_BEGIN, DO_END, HEAD } from './context.ts'
import { inOrder, type Job } from './line.ts'
import type { Region } from './log.ts'
import type { Parts } from './machine.ts'
import type { Lanes } from './params.ts'
import type { Ready } from './programs.ts'
import { routineJob } from './routine.ts'
import type { OnHost } from './schedule.ts'

export interface Queue {
  advance(name: string, lengths: Int32Array): void | Promise<void>
  fire(name: string): void | Promise<void>
}

/** Part of a phase: ticks from .. to - 1; the first does the begin, the last the end. */
interface Span {
  readonly from: number
  readonly to: number
  readonly first: boolean
  readonly last: boolean
}

/** What is encoded: dispatches at tick t of a span, or work of the host. */
type Item = { readonly run: Ready; readonly tick: number } | { readonly host: OnHost; readonly tick: number }

export const queueOf = (parts: Parts, lanes: Lanes): Queue => {
  const { device, buffers, programs, logs } = parts

  const submit = (items: readonly Ready[], ticks: readonly number[], region: Region | undefined, teams: number) => {
    const encoder = device.createCommandEncoder()
    if (region) encoder.clearBuffer(buffers.logged, region.heads * 4, teams * 4)
    const pass = encoder.beginComputePass()
    items.forEach(({ pipeline, workgroups, teams }, i) => {
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, buffers.group, [ticks[i] * NOW_STRIDE])
      pass.dispatchWorkgroups(workgroups, teams)
    })
    pass.end()
    device.queue.submit([encoder.finish()])
  }
  /** The jobs of a list of items: neighbours on the device are one submit. */
  const jobsOf = (
    items: readonly Item[],
    span: Span,
    program: Program,
    words: Int32Array,
    lengths: Int32Array,
    whole: boolean,
  ): Job[] => {
    const jobs: Job[] = []
    let region: Region | undefined
    jobs.push(() => {
      region = logs.take(program, span.to - span.from)
      device.queue.writeBuffer(buffers.params, 0, headed(words, span, region))
    })
    let cleared = false
    const clearing = () => {
      const now = cleared ? undefined : region
      cleared = true
      return now
    }
    for (const run of runsOf(items)) {
      if ('host' in run[0])
        jobs.push(routineJob(parts, lanes, program, run[0].host, span.from + run[0].tick, lengths, whole))
      else {
        const ready = run as { run: Ready; tick: number }[]
        jobs.push(() =>
          submit(
            ready.map(r => r.run),
            ready.map(r => r.tick),
            clearing(),
            lengths.length,
          ),
        )
      }
    }
    return jobs
  }
  const advance = (name: string, lengths: Int32Array) => {
    const program = programs.named(name)
    const { begin, ticks, end } = programs.whole(name)
    const longest = lengths.reduce((a, b) => Math.max(a, b), 0)
    lanes.start(lengths)
    const words = lanes.words(lengths, true)
    const spans = spansOf(longest, logs.room(program, Math.max(1, Math.min(longest, MOST_TICKS))))
    const jobs = spans.flatMap(span => {
      const items = [
        ...(span.first ? begin.map(at(0)) : []),
        ...(Array.isArray(ticks) ? eachTick(ticks, span) : [at(0)(ticks)]),
        ...(span.last ? end.map(at(0)) : []),
      ]
      return jobsOf(items, span, program, words, lengths, true)
    })
    return inOrder([...jobs, () => lanes.done(program, lengths, true)])
  }
  const fire = (name: string) => {
    const program = programs.named(name)
    const lengths = new Int32Array(parts.network.space.replicas * parts.network.names.plan.lanes)
    const items = programs.moment(name).map(at(0))
    const span = { from: 0, to: 0, first: true, last: true }
    const jobs = jobsOf(items, span, program, lanes.words(lengths, false), lengths, false)
    return inOrder([...jobs, () => lanes.done(program, lengths, false)])
  }
  return { advance, fire }
}

const at =
  (tick: number) =>
  (dispatch: Ready | OnHost): Item =>
    dispatch.do === 'routine' ? { host: dispatch, tick } : { run: dispatch, tick }

const eachTick = (ticks: readonly (Ready | OnHost)[], { from, to }: Span): Item[] =>
  Array.from({ length: to - from }, (_, t) => ticks.map(at(t))).flat()

const spansOf = (longest: number, room: number): Span[] => {
  const count = Math.max(1, Math.ceil(longest / room))
  return Array.from({ length: count }, (_, i) => ({
    from: i * room,
    to: Math.min(longest, (i + 1) * room),
    first: i === 0,
    last: i === count - 1,
  }))
}

/** Items in runs: neighbours on the device together, each routine alone. */
const runsOf = (items: readonly Item[]): Item[][] => {
  const runs: Item[][] = []
  for (const item of items) {
    const last = runs.at(-1)
    if ('run' in item && last && 'run' in last[0]) last.push(item)
    else runs.push([item])
  }
  return runs
}

const headed = (words: Int32Array, span: Span, region: Region | undefined): Int32Array<ArrayBuffer> => {
  const all = Int32Array.from(words)
  all[HEAD.from] = span.from
  all[HEAD.to] = span.to
  all[HEAD.parts] = (span.first ? DO_BEGIN : 0) | (span.last ? DO_END : 0)
  all[HEAD.heads] = region?.heads ?? 0
  all[HEAD.log] = region?.first ?? 0
  all[HEAD.logSize] = region?.size ?? 0
  return all
}
