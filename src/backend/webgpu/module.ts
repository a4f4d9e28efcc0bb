/** The WGSL of a dispatch. */
import { wgslHelpers } from '../../lang/ops.ts'
import type { Kernel, Program } from '../../plan/plan.ts'
import { padded } from '../names.ts'
import { wordsOf } from './buffers.ts'
import {
  bufferAt,
  type Context,
  DO_BEGIN,
  DO_END,
  HEAD,
  type Network,
  ownParams,
  type Part,
  type Placed,
  TEAM,
  teamSize,
} from './context.ts'
import { bitWords, emitKernel, emitMarks } from './emit.ts'
import { countHelper } from './emit-units.ts'
import { barriersBefore } from './hazards.ts'
import { type Resident, residentOf, residentWords } from './resident.ts'
import type { Group, Whole } from './schedule.ts'
import { barrier, block, indent, share } from './text.ts'
import { type ProgramTurns, programTurns, turnsOf } from './turns.ts'
import { clearsForNext } from './zeros.ts'

/** Workgroups that a dispatch of many elements is spread over at most, for each network. */
const MOST_WORKGROUPS = 1024

export interface Module {
  readonly text: string
  /** Workgroups for each team. */
  readonly workgroups: number
  /** Whether there is a team for each replica, not for each lane of it. */
  readonly once: boolean
}

export const moduleOf = (dispatch: Group | Whole, program: Program, network: Network): Module => {
  const once = dispatch.do === 'group' && dispatch.once
  const workgroups = dispatch.do === 'group' ? workgroupsOf(dispatch, network) : 1
  const turns = programTurns(program)
  const kernels =
    dispatch.do === 'group' ? dispatch.kernels : [dispatch.begin, dispatch.tick, dispatch.end].flatMap(g => g.kernels)
  const resident: Resident =
    dispatch.do === 'group'
      ? new Map()
      : residentOf(dispatch.tick.kernels, network.names, workgroupBytes(kernels, network.width))
  const placed = { ...network, resident }
  const emit = (group: Group) => groupLines(group, program, turns, workgroups, placed)
  const body =
    dispatch.do === 'group'
      ? inPart(dispatch, emit(dispatch))
      : wholePhase(dispatch, emit, copies(dispatch, program, turns, placed))
  return { text: moduleText(kernels, body, once, workgroups, placed), workgroups, once }
}

const workgroupsOf = ({ elements, marks, kernels }: Group, { width, names }: Network): number => {
  if (elements === undefined) return 1
  const kernel = kernels[0]
  const layout = marks && kernel.verb === 'learn' ? names.layout(kernel.layout) : undefined
  const shared = layout ? Math.max(layout.pres, layout.posts) : elements
  return Math.max(1, Math.min(MOST_WORKGROUPS, Math.ceil(shared / width)))
}

/** The lines of the kernels of a group, with the barriers between them. */
const groupLines = (
  group: Group,
  program: Program,
  turns: ProgramTurns,
  workgroups: number,
  network: Placed,
): string[] => {
  const { kernels } = group
  const waits = barriersBefore(kernels)
  const left = kernels.map((kernel, i) => clearsForNext(kernel, kernels[i + 1], network.names.layout))
  return kernels.flatMap((kernel, i) => {
    if (left[i]) return []
    const prelude: string[] = []
    const fromZero = left[i - 1] ?? false
    const context = contextOf(group, group.first + i, fromZero, program, turns, workgroups, network, prelude)
    const lines = (group.marks ? emitMarks(kernel, context) : emitKernel(kernel, context)) ?? []
    const named = [`// ${kernel.verb}`, ...block('', [...prelude, ...lines])]
    return lines.length === 0 ? [] : waits[i] ? [...barrier, ...named] : named
  })
}

const contextOf = (
  group: Group,
  index: number,
  fromZero: boolean,
  program: Program,
  turns: ProgramTurns,
  workgroups: number,
  network: Placed,
  prelude: string[],
): Context => {
  let names = 0
  const hoisted = new Map<string, string>()
  return {
    ...network,
    part: group.part,
    once: group.once,
    fromZero,
    turns,
    before: turnsOf(program[group.part].slice(0, index + 1)),
    threads: network.width * workgroups,
    fresh: () => `x${names++}`,
    hoist: expression => {
      const known = hoisted.get(expression)
      if (known !== undefined) return known
      const name = `h${hoisted.size}`
      hoisted.set(expression, name)
      prelude.push(`let ${name} = ${expression};`)
      return name
    },
    hoistLines: lines => prelude.push(...lines),
  }
}

/** A group of one part. In a tick, a lane that has ended stands still. */
const inPart = ({ part, once }: Group, lines: string[]): string[] =>
  part === 'tick'
    ? [`let t = params[${HEAD.from}] + now.x;`, ...block(`if (t < ${once ? 'longest' : 'length'})`, lines)]
    : lines

/** Lines that bring the resident columns into the memory of the workgroup, and back what a lane may have changed. */
const copies = ({ tick }: Whole, program: Program, turns: ProgramTurns, network: Placed) => {
  const { resident, names, width } = network
  const lines = (columns: readonly string[], line: (own: string, buffer: string) => string): string[] => {
    const prelude: string[] = []
    const context = contextOf(tick, 0, false, program, turns, 1, network, prelude)
    const loops = columns.flatMap(name =>
      share('e', padded(names.column(name).size), width, [
        line(`S[${resident.get(name)} + e]`, `F[${bufferAt(context, name)} + e]`),
      ]),
    )
    return columns.length > 0 ? block('', [...prelude, ...loops]) : []
  }
  const all = [...resident.keys()]
  const own = names.plan.lanes === 1 ? all : all.filter(name => names.column(name).perLane)
  return {
    into: lines(all, (kept, buffer) => `${kept} = ${buffer};`),
    back: lines(own, (kept, buffer) => `${buffer} = ${kept};`),
  }
}

const wholePhase = (
  { begin, tick, end }: Whole,
  emit: (group: Group) => string[],
  { into, back }: { into: string[]; back: string[] },
): string[] => {
  const flag = (bit: number) => `if ((params[${HEAD.parts}] & ${bit}) != 0)`
  return [
    ...(into.length ? [...into, ...barrier] : []),
    ...(begin.kernels.length ? block(flag(DO_BEGIN), [...emit(begin), ...barrier]) : []),
    `let to = min(params[${HEAD.to}], length);`,
    ...block(`for (var t = params[${HEAD.from}]; t < to; t++)`, [...emit(tick), ...barrier]),
    ...(end.kernels.length ? block(flag(DO_END), emit(end)) : []),
    ...(back.length ? [...barrier, ...back] : []),
  ]
}

/** Lengths are written down where they are known: to look a length up at each access took a fifth of the time in software. */
const bindingsOf = (network: Network): string[] => {
  const { F, I, T, params } = wordsOf(network)
  return [
    `@group(0) @binding(0) var<storage, read_write> F: array<f32, ${F}>;`,
    `@group(0) @binding(1) var<storage, read_write> I: array<i32, ${I}>;`,
    `@group(0) @binding(2) var<storage, read> T: array<i32, ${T}>;`,
    `@group(0) @binding(3) var<storage, read> params: array<i32, ${params}>;`,
    '@group(0) @binding(4) var<storage, read_write> logged: array<i32>;',
    '@group(0) @binding(5) var<uniform> now: vec4<i32>;',
  ]
}

/** Memory of a workgroup: bits of raised units, parts of a reduction. */
const workgroupMemory = (kernels: readonly Kernel[], { width, resident, names }: Placed): string[] => {
  const bits = Math.max(0, ...kernels.map(bitWords))
  const folds = kernels.some(k => k.verb === 'fold' || k.verb === 'fold-synapses')
  const words = residentWords(resident, names)
  const parts = ['parts: array<f32', 'parti: array<i32', 'found: array<i32'].map(
    name => `var<workgroup> ${name}, ${Math.max(width, 16)}>;`,
  )
  return [
    ...(bits > 0 ? [`var<workgroup> bits: array<atomic<u32>, ${bits}>;`] : []),
    ...(words > 0 ? [`var<workgroup> S: array<f32, ${words}>;`] : []),
    ...(folds ? parts : []),
  ]
}

/** Bytes of memory of a workgroup that any kernel needs. */
export const workgroupBytes = (kernels: readonly Kernel[], width: number): number =>
  4 * (Math.max(0, ...kernels.map(bitWords)) + 3 * Math.max(width, 16))

const moduleText = (
  kernels: readonly Kernel[],
  body: string[],
  once: boolean,
  workgroups: number,
  network: Placed,
): string => {
  const logs = kernels.some(k => k.verb === 'log')
  const own = ownParams(body.join('\n'), network.rings)
  const main = [...prologue(once, workgroups, logs, network), ...own, ...body, ...(logs ? epilogue : [])]
  return [
    ...bindingsOf(network),
    ...workgroupMemory(kernels, network),
    ...wgslHelpers.trim().split('\n'),
    ...countHelper,
    `@compute @workgroup_size(${network.width})`,
    'fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {',
    ...indent(main),
    '}',
    '',
  ].join('\n')
}

/** Which lane of which replica this is, and where its parameters and its log begin. Numbers are bounded for the compiler: see `share`. */
const prologue = (
  once: boolean,
  workgroups: number,
  logs: boolean,
  { names, space, rings, width }: Network,
): string[] => {
  const { lanes } = names.plan
  const teams = space.replicas * (once ? 1 : lanes)
  const first = `i32(min(group.x, ${workgroups - 1}u)) * ${width} + i32(thread)`
  return [
    `let number = min(group.y, ${teams - 1}u);`,
    `let replica = i32(number${once ? '' : ` / ${lanes}u`});`,
    `let lane = ${once ? '0' : `i32(number % ${lanes}u)`};`,
    `let team = ${once ? `replica * ${lanes}` : 'i32(number)'};`,
    `let tid = ${workgroups > 1 ? first : 'i32(thread)'};`,
    `let mine = ${HEAD.size} + team * ${teamSize(rings)};`,
    `let length = params[mine + ${TEAM.length}];`,
    `let zero = params[${HEAD.zero}];`,
    `let longest = params[mine + ${TEAM.longest}];`,
    ...(logs
      ? [
          `let base = params[${HEAD.log}] + team * params[${HEAD.logSize}];`,
          `var head = logged[params[${HEAD.heads}] + team];`,
        ]
      : []),
  ]
}

const epilogue = [...barrier, ...block('if (tid == 0)', [`logged[params[${HEAD.heads}] + team] = head;`])]

export type { Part }
