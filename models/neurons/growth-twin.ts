import { neuron } from '../../src/spec/define.ts'

/**
 * One half of an ON/OFF pair as a unit of its own: the ON and the OFF units of a layer are two populations, `sign` 1 and -1. Its stimulus and the
 * coupling that arrives at drive.input are taken with its sign. twin and rival hear potential and spike of the other half, for learning only:
 * twin.change is v of ON less v of OFF, rival.net the spike of ON less that of OFF, the same number in both halves.
 * Equations as in growth-pair, which keeps both halves in one unit.
 */
export const growthTwin = neuron({
  name: 'growth-twin',
  about: 'ON or OFF half of a pair of growth-transform units',
  source: 'Gangopadhyay & Chakrabartty 2021, Front. Neurosci. 15:715451, eqs for ON-OFF integrate-and-fire pairs',
  params: {
    sign: [1, '1: ON, -1: OFF'],
    lambda: [20, 'bound on the absolute drive'],
    most: [0.995, 'the drive is cut to this fraction of lambda'],
    f: [0.5, 'step size'],
    psi: [3, 'current of the barrier'],
    q: [1, 'self-conductance'],
    clamp: [1, '1: potentials above threshold are set to 0 before the step'],
    v0: [-0.1, 'initial potential'],
  },
  compartments: {
    drive: { about: 'stimulus b and coupling', input: 1, state: { b: 0 }, step: {} },
    soma: {
      about: 'membrane',
      state: { v: 'v0', y: 'clamp > 0 ? min(v0, 0) : v0' },
      step: {
        s: 'v > 0 ? 1 : 0',
        x: 'old(y)',
        raw: 'sign * (drive.b - drive.input) - q * x - psi * s',
        g: 'clip(raw, -most * lambda, most * lambda)',
        v: 'x + f * g * (1 - x * x) / (lambda + g * x)',
        y: 'clamp > 0 ? min(v, 0) : v',
      },
    },
    twin: { about: 'potential of the other half', input: 1, step: { change: 'sign * (soma.v - input)' } },
    rival: { about: 'spike of the other half', input: 1, step: { net: 'sign * (soma.s - input)' } },
  },
  events: { spike: 'soma.s > 0', cut: 'abs(soma.raw) > most * lambda' },
  watch: { cut: 'the drive was cut, as lambda is too small for it' },
  limits: { f: { above: 0, upTo: 1 }, v0: { above: -1, below: 1 }, most: { above: 0, below: 1 } },
})
