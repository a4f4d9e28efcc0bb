import { hyperbolic, rateUnit } from './rate.ts'

/**
 * Hidden unit of local representation alignment: what comes down moves the potential, which gives a target rate; the error is the bounded
 * derivative of log(1 + (x - t)^2). `error.e` is sent further down, `error.d` learns.
 */
const lraUnit = (name: string, about: string, moved: string) =>
  rateUnit(
    {
      name,
      about,
      source: 'Ororbia, Mali, Kifer & Giles 2018, arXiv 1803.01834',
      params: { beta: [1, 'size of the step to the target'] },
    },
    hyperbolic,
    {
      error: {
        about: 'distance to the target that comes down',
        input: 1,
        step: {
          t: `tanh(soma.z - beta * ${moved})`,
          r: 'soma.x - t',
          e: '2 * r / (1 + r * r) * soma.slope',
          d: 'e / lanes',
        },
      },
    },
  )

/** Targets through fixed random weights. */
export const lra = lraUnit('lra', 'tanh unit with a target from fixed random feedback', 'input')
/** Targets through the transpose of the forward weights, times the slope. */
export const lraDiff = lraUnit('lra-diff', 'tanh unit with a target from the exact derivative', 'input * soma.slope')
