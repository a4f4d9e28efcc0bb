/** The reference back end: plain JavaScript, in float32 or, for tests of equations, in double. */
import type { Backend } from './backend.ts'
import { jsMachine } from './js/machine.ts'

export { emitText } from './js/emit.ts'

export const jsBackend = ({ precision = 32 }: { precision?: 32 | 64 } = {}): Backend => ({
  name: precision === 32 ? 'js' : 'js64',
  device: 'JavaScript, one thread',
  load: async plan => jsMachine(plan, precision),
  close: () => {},
})
