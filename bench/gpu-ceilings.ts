/**
 * What a card can do at most: bytes copied a second, and floating-point operations a second, by two small kernels. And what an image
 * needs of them at least.
 */
import { nodesBelow } from '../src/backend/names.ts'
import { nodesOf } from '../src/backend/webgpu/tables.ts'
import type { Planned } from '../src/plan/protocol.ts'

const copyText = `
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> b: array<vec4<f32>>;
@compute @workgroup_size(256) fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) n: vec3<u32>) {
  for (var i = id.x; i < arrayLength(&a); i += n.x * 256u) { b[i] = a[i]; }
}`

const STEPS = 4096
const mathText = `
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> b: array<vec4<f32>>;
@compute @workgroup_size(256) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let f = a[id.x & 1023u];
  var x = f;
  var y = f + 1.0;
  for (var i = 0; i < ${STEPS}; i++) { x = fma(x, f, y); y = fma(y, f, x); }
  b[id.x & 1023u] = x + y;
}`

/** Milliseconds of a dispatch, the best of five. */
const timed = async (device: GPUDevice, code: string, bytes: number, workgroups: number): Promise<number> => {
  const module = device.createShaderModule({ code })
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } })
  const usage = GPUBufferUsage.STORAGE
  const buffers = [0, 1].map(() => device.createBuffer({ size: bytes, usage }))
  const layout = pipeline.getBindGroupLayout(0)
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }))
  const group = device.createBindGroup({ layout, entries })
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 6; i++) {
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    pass.setPipeline(pipeline)
    pass.setBindGroup(0, group)
    pass.dispatchWorkgroups(workgroups)
    pass.end()
    const start = performance.now()
    device.queue.submit([encoder.finish()])
    await device.queue.onSubmittedWorkDone()
    if (i > 0) best = Math.min(best, performance.now() - start)
  }
  for (const buffer of buffers) buffer.destroy()
  return best
}

export interface Ceilings {
  readonly bytes: number // a second
  readonly operations: number // a second
}

export type Work = Ceilings // of an image

/**
 * What an image needs at least: the operations of the equations of its ticks, and every weight read and written once a batch.
 * State that stays in a cache, draws that are 0 and the additions of spikes are left out.
 */
export const workOf = ({ plan, stages }: Planned, ticks: number, lanes: number): Work => {
  const phases = stages[0].phases.filter(p => p.name !== 'check')
  const steps = phases.flatMap(p => plan.programs[p.program].tick)
  const ofTick = steps.map(kernel => {
    if (kernel.verb !== 'step') return 0
    return kernel.units * nodesBelow(nodesOf(kernel)).filter(node => node.args.length > 0).length
  })
  const weights = plan.layouts.reduce((sum, layout) => sum + layout.size, 0)
  return { bytes: (8 * weights) / lanes, operations: ticks * ofTick.reduce((a, b) => a + b, 0) }
}

/** Bytes read and written a second; operations a second (a fused multiply-add is two). */
export const ceilings = async (device: GPUDevice): Promise<Ceilings> => {
  const size = 2 ** 29
  const copy = await timed(device, copyText, size, 4096)
  const workgroups = 16384
  const math = await timed(device, mathText, 16384, workgroups)
  return { bytes: (2 * size * 1000) / copy, operations: (workgroups * 256 * STEPS * 4 * 4 * 1000) / math }
}
