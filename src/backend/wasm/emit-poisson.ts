/** Poisson draws by inversion; the mean and its exponential only where some lane of the vector can have an event. */
import type { Node } from '../../lang/node.ts'
import type { Evaluator } from './evaluate.ts'
import { intervalOf } from './interval.ts'
import { floatBits, type Spot, splat } from './spot.ts'

/** Arguments of a node that are computed only where they matter. */
export const lazyArgs = (node: Node): readonly Node[] => {
  if (node.op !== 'poisson') return []
  return threshold(node) === undefined ? [node.args[2]] : [node.args[0], node.args[2]]
}

/** The least u at which a draw can have an event, if an upper bound of its mean tells one. */
export const threshold = (node: Node): number | undefined => {
  const high = intervalOf(node.args[0])[1]
  return node.args[0].op !== 'const' && high < 1 ? Math.fround(1 - high) : undefined
}

/** Computes beforehand what the block would share with what follows it. */
const prepare = (ev: Evaluator, nodes: readonly Node[], spot: Spot): void => {
  for (const node of nodes)
    if (node.op === 'const' || ev.isKept(node)) continue
    else if (ev.isCertain(node)) ev.keep(node, spot)
    else prepare(ev, node.args, spot)
}

/** Leaves the counts of a draw. */
export const poisson = (ev: Evaluator, node: Node, spot: Spot): void => {
  const { code } = ev
  const [mean, u, exponential] = node.args
  const count = code.local('v128')
  const can = code.local('v128')
  const low = threshold(node)
  prepare(ev, lazyArgs(node), spot)
  const draw = ev.kept(u, spot)
  splat(ev, 0)
  code.set(count)
  const rest = () => {
    code.get(draw)
    splat(ev, floatBits(1))
    code.get(ev.kept(mean, spot))
    code.emit('f32x4.sub')
    code.emit('f32x4.ge')
    code.tee(can)
    code.emit('v128.any_true')
    code.when(() => ev.scope([exponential], () => inversion(ev, node, count, can, spot)))
  }
  if (low === undefined) rest()
  else {
    code.get(draw)
    splat(ev, floatBits(low))
    code.emit('f32x4.ge')
    code.emit('v128.any_true')
    code.when(() => ev.scope([mean], rest))
  }
  code.get(count)
}

/** Counts of a draw into `count`, for the lanes of `can`, whose u may reach 1 - mean: see `poisson` in ops.ts. */
export const inversion = (ev: Evaluator, node: Node, count: number, can: number, spot: Spot): void => {
  const { code } = ev
  const draw = ev.kept(node.args[1], spot)
  const [p, c, n] = [code.local('v128'), code.local('v128'), code.local('i32')]
  const mean = ev.kept(node.args[0], spot)
  const stillAbove = () => {
    code.get(can)
    code.get(draw)
    code.get(c)
    code.emit('f32x4.ge')
    code.emit('v128.and')
    code.tee(can)
    code.emit('v128.any_true')
  }
  ev.push(node.args[2], spot)
  code.tee(p)
  code.set(c)
  code.i32(0)
  code.set(n)
  code.block(() =>
    code.loop(() => {
      stillAbove()
      code.emit('i32.eqz')
      code.emit('br_if', 1)
      code.get(count)
      code.get(can)
      code.emit('i32x4.sub') // the mask is -1
      code.set(count)
      code.get(p)
      code.get(mean)
      code.emit('f32x4.mul')
      code.get(n)
      code.plus(1)
      code.tee(n)
      code.emit('f32.convert_i32_s')
      code.emit('f32x4.splat')
      code.emit('f32x4.div')
      code.tee(p)
      code.get(c)
      code.emit('f32x4.add')
      code.set(c)
      code.get(n)
      code.i32(64)
      code.emit('i32.lt_s')
      code.emit('br_if', 0)
    }),
  )
}
