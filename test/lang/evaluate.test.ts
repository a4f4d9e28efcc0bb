import { expect, test } from 'vitest'
import { compileNode, evaluate } from '../../src/lang/evaluate.ts'
import { graph } from '../../src/lang/graph.ts'
import type { Node } from '../../src/lang/node.ts'

test('precision 32 rounds after every operation, 64 never', () => {
  const g = graph()
  const x = g.leaf('f32', { read: 'scalar', name: 'x' })
  const node = g.op('mul', g.op('add', x, g.constant(0.1)), g.constant(0.1))
  const f = Math.fround
  expect(evaluate(node, () => 0.2, 32)).toBe(f(f(f(0.2) + f(0.1)) * f(0.1)))
  expect(evaluate(node, () => 0.2, 64)).toBe((0.2 + 0.1) * 0.1)
})

test('a shared part is computed once, so that a graph of doublings is quick', () => {
  const g = graph()
  let node: Node = g.leaf('f32', { read: 'scalar', name: 'x' })
  for (let i = 0; i < 100; i++) node = g.op('add', node, node)
  expect(evaluate(node, () => 1, 64)).toBe(2 ** 100)
})

test('a deep graph does not overflow the stack', () => {
  const g = graph()
  const x = g.leaf('f32', { read: 'scalar', name: 'x' })
  let node: Node = x
  for (let i = 0; i < 50_000; i++) node = g.op('add', x, node)
  expect(evaluate(node, () => 1, 64)).toBe(50_001)
})

test('a constant, a leaf, and truth values', () => {
  const g = graph()
  const x = g.leaf('f32', { read: 'scalar', name: 'x' })
  expect(evaluate(g.constant(0.1), () => 0, 32)).toBe(Math.fround(0.1))
  expect(evaluate(x, () => 3, 32)).toBe(3)
  expect(compileNode(g.op('select', g.op('lt', x, g.constant(1)), g.constant(5), x), 32)(() => 0)).toBe(5)
})
