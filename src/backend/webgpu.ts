/** The back end on a graphics card, through WebGPU: in a browser, or in Node with the package `webgpu`. */
import { RunError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { Backend, Machine } from './backend.ts'
import { bindGroupLayoutOf } from './webgpu/buffers.ts'
import { type Gpu, requestGpu, watchDevice } from './webgpu/device.ts'
import { loadInto, networkOf, replicasThatFit } from './webgpu/load.ts'
import type { Replicas } from './webgpu/machine.ts'
import { moduleOf } from './webgpu/module.ts'
import type { Compile } from './webgpu/programs.ts'
import { joined, machineOf } from './webgpu/replicas.ts'
import { type Dispatch, type Form, momentOf, scheduleOf } from './webgpu/schedule.ts'
import { selfTest } from './webgpu/self-test.ts'

export type { Form, Gpu, Replicas }
export { requestGpu, selfTest }

/** Measured with SwiftShader: docs/performance.md. */
const widthInSoftware = { fused: 4, plain: 16 }

export interface WebgpuOptions {
  readonly gpu: Gpu
  /** fused (default): neighbouring kernels in one dispatch, where that is legal all ticks of a phase. plain: a dispatch a kernel. */
  readonly form?: Form
  /** Threads of a workgroup, a power of two from 4 on. Default 256 on a card; in software 4 fused, as a processor computes four at once and each barrier switches between fours, and 16 plain. */
  readonly width?: number
}

/** A back end that has passed its self-test. Throws RunError: no adapter, no device, wrong numbers. */
export const openWebgpu = async (gpu?: Gpu): Promise<WebgpuBackend> => {
  const found = gpu ?? (await requestGpu())
  const backend = webgpuBackend({ gpu: found })
  await selfTest(backend, { exact: found.software })
  return backend
}

export interface WebgpuBackend extends Backend {
  /**
   * `count` independent networks of one plan, advanced together. `valuesOf` gives the plan with the initial values of a
   * replica (weights, keys); without it all have those of `plan`.
   */
  loadReplicas(plan: Plan, count: number, valuesOf?: (replica: number) => Plan): Promise<Replicas>
}

export const webgpuBackend = ({ gpu, form = 'fused', width }: WebgpuOptions): WebgpuBackend => {
  const { device, name, software } = gpu
  const watch = watchDevice(device)
  const threads = Math.min(
    width ?? (software ? widthInSoftware[form] : 256),
    device.limits.maxComputeInvocationsPerWorkgroup,
  )
  const loader = { device, watch, form, width: threads, compile: compiler(device) }

  const loadReplicas = async (plan: Plan, count: number, valuesOf = (_: number) => plan): Promise<Replicas> => {
    if (!(count >= 1)) throw new RunError(`expected at least one replica, got ${count}`)
    const most = replicasThatFit(plan, loader)
    const sets: Replicas[] = []
    for (let first = 0; first < count; first += most)
      sets.push(await loadInto(plan, Math.min(most, count - first), loader, replica => valuesOf(first + replica)))
    return joined(sets, plan.lanes)
  }
  const load = async (plan: Plan): Promise<Machine> => machineOf(await loadReplicas(plan, 1))
  return { name: 'webgpu', device: name, software, load, loadReplicas, close: () => device.destroy() }
}

/** Pipelines by their text: the programs of several plans share them. */
const compiler = (device: GPUDevice): Compile => {
  const made = new Map<string, GPUComputePipeline>()
  const layout = device.createPipelineLayout({ bindGroupLayouts: [bindGroupLayoutOf(device)] })
  return text => {
    const found = made.get(text)
    if (found) return found
    const pipeline = device.createComputePipeline({
      layout,
      compute: { module: device.createShaderModule({ code: text }) },
    })
    made.set(text, pipeline)
    return pipeline
  }
}

/** The WGSL of a program, for people: every dispatch under a comment that says how it is run. */
export const wgslText = (
  plan: Plan,
  program: string,
  { form = 'fused' as Form, width = 256, replicas = 1 } = {},
): string => {
  const network = networkOf(plan, replicas, width)
  const given = plan.programs[program]
  if (!Object.hasOwn(plan.programs, program)) throw new RunError(`the plan has no program '${program}'`)
  const { begin, ticks, end } = scheduleOf(given, form, network)
  const isMoment = given.begin.length + given.tick.length === 0
  const dispatches: (readonly [string, Dispatch])[] = isMoment
    ? momentOf(given, form, network).map(d => ['once', d] as const)
    : [
        ...begin.map(d => ['before the first tick', d] as const),
        ...('do' in ticks ? [['all ticks', ticks] as const] : ticks.map(d => ['each tick', d] as const)),
        ...end.map(d => ['after the last tick', d] as const),
      ]
  return dispatches
    .map(([when, dispatch]) =>
      dispatch.do === 'routine'
        ? `// ${when}, on the host: routine ${dispatch.kernel.name}\n`
        : described(when, moduleOf(dispatch, given, network)),
    )
    .join('\n')
}

const described = (when: string, { text, workgroups, once }: ReturnType<typeof moduleOf>): string =>
  `// ${when}: ${workgroups} workgroups for each ${once ? 'network' : 'lane'}\n${text}`
