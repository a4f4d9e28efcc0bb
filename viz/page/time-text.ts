import { type Presentation, presentationAt } from '../source/presentations.ts'
import type { RunView } from '../source/run-view.ts'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** 1234567 -> '1,234,567'. */
export const digits = (n: number): string => whole.format(n)

/** A duration or time of the run for readers: '12 ms', '0.3 ms' where a step is shorter than 1 ms, '3.25 s'. */
export const timeText = (ms: number): string =>
  Math.abs(ms) < 10_000
    ? `${ms.toLocaleString('en', { maximumFractionDigits: 3 })} ms`
    : `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: 2 })} s`

const NO_SAMPLE = 0xffffffff // a presentation without a data set

/** What a presentation shows: an image of a data set, or only a stimulus of the experiment. */
export const nounOf = (p: Presentation | undefined): 'image' | 'presentation' =>
  p && p.sample !== NO_SAMPLE ? 'image' : 'presentation'

/** Epochs as readers count them, from 1; in files a training presentation has the number of finished epochs. */
export const epochNumber = ({ test, epoch }: { test: boolean; epoch: number }): number => (test ? epoch : epoch + 1)

/** 'test, epoch 3, image 12: label 7, answer 9'. */
export const presentationText = (p: Presentation): string => {
  const label = p.label >= 0 ? `label ${p.label}` : ''
  const answer = p.answer >= 0 ? `answer ${p.answer}` : ''
  const said = [label, answer].filter(Boolean).join(', ')
  const image = nounOf(p) !== 'image' ? '' : `, image ${digits(p.sample)}`
  return `${p.test ? 'test' : 'train'}, epoch ${epochNumber(p)}${image}${said ? `: ${said}` : ''}`
}

/** Where the clock stands, in words. */
export const clockText = (run: RunView, now: number): string => {
  const p = run.presentations[presentationAt(run.presentations, now)]
  const time = timeText(now * run.file.dt)
  if (!p || now >= p.start + p.length) return time
  const phase = p.phases.findLast(f => f.start <= now)
  return [time, phase?.name, presentationText(p)].filter(Boolean).join(' · ')
}
