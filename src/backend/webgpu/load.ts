/** A plan on a device: checks that it fits, then makes the replicas. */
import { RunError } from '../../errors.ts'
import type { Plan } from '../../plan/plan.ts'
import { kernelsOf, namesOf } from '../names.ts'
import { bindGroupLayoutOf, buffersOf } from './buffers.ts'
import type { Network } from './context.ts'
import { allocate, type Watch } from './device.ts'
import { capacityOf, logsOf } from './logs.ts'
import { type Replicas, replicasOf } from './machine.ts'
import { workgroupBytes } from './module.ts'
import { type Compile, programsOf } from './programs.ts'
import { readback } from './readback.ts'
import type { Form } from './schedule.ts'
import { spaceOf } from './space.ts'
import { tablesOf } from './tables.ts'
import { ringsOf } from './turns.ts'

/** Largest number of dispatches along one axis. */
const MOST_TEAMS = 65535

export const networkOf = (plan: Plan, replicas: number, width: number): Network => {
  const names = namesOf(plan)
  return { names, space: spaceOf(names, replicas), tables: tablesOf(names), rings: ringsOf(names), width }
}

export interface Loader {
  readonly device: GPUDevice
  readonly watch: Watch
  readonly form: Form
  readonly width: number
  readonly compile: Compile
}

/** How many replicas of a plan one set of buffers can hold; throws RunError if not even one fits. */
export const replicasThatFit = (plan: Plan, { device, width }: Pick<Loader, 'device' | 'width'>): number => {
  const { space, tables } = networkOf(plan, 1, width)
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize)
  const bytes = 4 * Math.max(space.words.F, space.words.I, tables.words.length)
  if (bytes > limit)
    throw new RunError(
      `the network needs a buffer of ${mega(bytes)} MB, the adapter allows ${mega(limit)} MB: use fewer lanes`,
    )
  if (plan.lanes > MOST_TEAMS) throw new RunError(`the adapter allows ${MOST_TEAMS} lanes, got ${plan.lanes}`)
  const memory = workgroupBytes(kernelsOf(plan), width)
  const allowed = device.limits.maxComputeWorkgroupStorageSize
  if (memory > allowed)
    throw new RunError(
      `a population needs ${memory} bytes of workgroup memory, the adapter allows ${allowed}: use smaller populations`,
    )
  return Math.min(Math.floor(limit / bytes), Math.floor(MOST_TEAMS / plan.lanes))
}

const mega = (bytes: number) => Math.ceil(bytes / 1e6)

/** `count` networks of a plan in one set of buffers, with the initial values that `valuesOf` gives each. */
export const loadInto = async (
  plan: Plan,
  count: number,
  loader: Loader,
  valuesOf: (replica: number) => Plan,
): Promise<Replicas> => {
  const { device, watch, form, width, compile } = loader
  watch.check()
  const network = networkOf(plan, count, width)
  const limit = Math.floor(device.limits.maxStorageBufferBindingSize / 4)
  const capacity = capacityOf(plan, network, limit)
  const layout = bindGroupLayoutOf(device)
  const buffers = await allocate(device, () => buffersOf(device, layout, network, capacity, valuesOf))
  const back = readback(device, watch)
  const logs = logsOf(network, buffers.logged, capacity, back, watch)
  const programs = programsOf(network, form, compile)
  return replicasOf({ plan, network, device, buffers, programs, logs, back, watch })
}
