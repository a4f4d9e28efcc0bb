import { rule } from '../../src/spec/define.ts'
import type { Part, Rule } from '../../src/spec/types.ts'
import { kappa } from '../neurons/lif-window.ts'

/**
 * Filtered spikes of the unit above, up to the last tick, and how they differ from what they were `span` ago: y is the response to whatever happened then.
 */
export const response: Part = {
  state: { q: 0, y: 0 },
  step: {
    q: `filter(delayed(pre.spike, 1 ms), memory, ${kappa})`,
    y: 'average(q, span) - delayed(q, span)',
  },
}
export const traces: Rule['params'] = {
  tau_l: ['10 ms', 'long time constant of a postsynaptic potential'],
  tau_s: ['3 ms', 'short time constant of a postsynaptic potential'],
  memory: ['30 ms', 'how long a spike acts'],
}

/** Feedback weights from the published regressions: two lines in the largest drive, fitted online from zero; their jump at threshold. */
export const align = rule({
  name: 'align',
  about: 'feedback weights from the discontinuity of filtered spikes of the unit above at the own threshold',
  source: 'Guerguiev, Kording & Richards 2020, ICLR, arXiv 1910.01689, eqs 5-7',
  params: {
    ...traces,
    eta: [0.001, 'learning rate of the regressions'],
    span: ['30 ms', 'length of a window of the unit below'],
    sd: [0.0417, 'standard deviation of the feedback weights'],
  },
  pre: response,
  synapse: { c_spike: 0, m_spike: 0, c_silent: 0, m_silent: 0, beta: 0 },
  on: {
    'post.hit': {
      miss: 'm_spike * post.cell.drive + c_spike - pre.y',
      m_spike: 'm_spike - eta * miss * post.cell.drive',
      c_spike: 'c_spike - eta * miss',
    },
    'post.miss': {
      miss: 'm_silent * post.cell.drive + c_silent - pre.y',
      m_silent: 'm_silent - eta * miss * post.cell.drive',
      c_silent: 'c_silent - eta * miss',
    },
    'copy.end': {
      beta: 'c_spike + m_spike - c_silent - m_silent',
      n: 'count(all, beta != 0)',
      mean: 'sum(all, beta) / max(n, 1)',
      spread: 'sqrt(sum(all, beta * beta) / max(n, 1) - mean * mean)',
      w: 'spread > 0 && beta != 0 ? beta * sd / spread : w',
    },
  },
})

/** Feedback weights from all spikes: mean change of the filtered spikes above in the time after a spike, less its mean over the layer. */
export const allSpike = rule({
  name: 'all-spike',
  about: 'feedback weights from what follows each spike, compared with the layer',
  source: 'after Guerguiev, Kording & Richards 2020, arXiv 1910.01689; every spike instead of windows near threshold',
  params: {
    ...traces,
    span: ['15 ms', 'time after a spike over which its effect is averaged'],
    sd: [0.0417, 'standard deviation of the feedback weights'],
    keep: [0.8, 'what is kept of earlier phases'],
    centre: [1, '1: less the mean over the layer; 0: the plain average over spikes'],
  },
  pre: response,
  post: { learned: { n: 0 } },
  synapse: { a: 0, beta: 0 },
  on: {
    'post.due': { a: 'a + post.due * pre.y', 'post.n': 'post.n + post.due' },
    'copy.end': {
      mean: 'a / max(post.n, 1)',
      beta: 'mean - centre * sum(post, mean) / fan.out',
      spread: 'sqrt(sum(all, beta * beta) / (fan.in * fan.out))',
      w: 'spread > 0 && post.n > 0 ? beta * sd / spread : w',
      a: 'a * keep',
      'post.n': 'post.n * keep',
    },
  },
})
