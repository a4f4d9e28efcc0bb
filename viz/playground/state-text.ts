/** The state of a training in words. */
import type { Progress } from './progress.ts'

const whole = (n: number) => Math.round(n).toLocaleString('en')

export const stateText = (p: Progress): string => {
  if (p.state === 'loading') return 'making images and network…'
  if (p.state === 'failed') return 'stopped by an error'
  const where = p.opened ? `${p.opened.backend}${p.opened.software ? ', software adapter' : ''}` : ''
  const speed = p.state === 'running' && p.perSecond > 0 ? `${whole(p.perSecond)} images a second` : ''
  const epoch = p.epochs > 0 ? `epoch ${p.epoch} of ${p.epochs}` : ''
  return [NAMES[p.state], where, epoch, `${whole(p.images)} images`, speed].filter(Boolean).join(' · ')
}

const NAMES = { running: 'training', paused: 'paused', done: 'finished', loading: '', failed: '' }
