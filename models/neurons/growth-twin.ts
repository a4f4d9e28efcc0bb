import { neuron } from '../../src/spec/define.ts'
import { half, halfLimits, halfParams, holds } from './growth-pair.ts'

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
    ...halfParams,
    v0: [-0.1, 'initial potential'],
  },
  compartments: {
    drive: { about: 'stimulus b and coupling', input: 1, state: { b: 0 }, step: {} },
    soma: half('membrane', 'sign * (drive.b - drive.input) - q * x - psi * s'),
    twin: { about: 'potential of the other half', input: 1, step: { change: 'sign * (soma.v - input)' } },
    rival: { about: 'spike of the other half', input: 1, step: { net: 'sign * (soma.s - input)' } },
  },
  events: { spike: 'soma.s > 0', cut: 'abs(soma.raw) > most * lambda' },
  saturates: { spike: holds },
  watch: { cut: 'the drive was cut, as lambda is too small for it' },
  limits: halfLimits,
})
