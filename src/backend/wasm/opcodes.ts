/** The instructions of WebAssembly that the emitter uses. */

export type Operand =
  | 'none'
  | 'index'
  | 'block'
  | 'i32'
  | 'f32'
  | 'v128'
  | 'lane'
  | 'shuffle'
  | 'memory'
  | 'memory-lane'
  | 'copy'
  | 'fill'

/** Opcode (after 0xfd for SIMD, 0xfc for bulk memory), what follows it, and the alignment of a memory access. */
export type Encoding = readonly [code: number, operand: Operand, align?: number]

const simd = (code: number, operand: Operand = 'none', align = 0): Encoding => [0xfd00 + code, operand, align]

export const opcodes = {
  nop: [0x01, 'none'],
  block: [0x02, 'block'],
  loop: [0x03, 'block'],
  if: [0x04, 'block'],
  else: [0x05, 'none'],
  end: [0x0b, 'none'],
  br: [0x0c, 'index'],
  br_if: [0x0d, 'index'],
  return: [0x0f, 'none'],
  call: [0x10, 'index'],
  drop: [0x1a, 'none'],
  select: [0x1b, 'none'],
  'local.get': [0x20, 'index'],
  'local.set': [0x21, 'index'],
  'local.tee': [0x22, 'index'],
  'i32.load': [0x28, 'memory', 2],
  'f32.load': [0x2a, 'memory', 2],
  'i32.store': [0x36, 'memory', 2],
  'f32.store': [0x38, 'memory', 2],
  'i32.const': [0x41, 'i32'],
  'f32.const': [0x43, 'f32'],
  'i32.eqz': [0x45, 'none'],
  'i32.eq': [0x46, 'none'],
  'i32.ne': [0x47, 'none'],
  'i32.lt_s': [0x48, 'none'],
  'i32.lt_u': [0x49, 'none'],
  'i32.gt_s': [0x4a, 'none'],
  'i32.gt_u': [0x4b, 'none'],
  'i32.le_s': [0x4c, 'none'],
  'i32.ge_s': [0x4e, 'none'],
  'i32.ge_u': [0x4f, 'none'],
  'f32.ne': [0x5c, 'none'],
  'f32.lt': [0x5d, 'none'],
  'f32.gt': [0x5e, 'none'],
  'i32.ctz': [0x68, 'none'],
  'i32.popcnt': [0x69, 'none'],
  'i32.add': [0x6a, 'none'],
  'i32.sub': [0x6b, 'none'],
  'i32.mul': [0x6c, 'none'],
  'i32.div_u': [0x6e, 'none'],
  'i32.rem_s': [0x6f, 'none'],
  'i32.and': [0x71, 'none'],
  'i32.or': [0x72, 'none'],
  'i32.shl': [0x74, 'none'],
  'i32.shr_u': [0x76, 'none'],
  'f32.eq': [0x5b, 'none'],
  'f32.add': [0x92, 'none'],
  'f32.mul': [0x94, 'none'],
  'i32.trunc_f32_s': [0xa8, 'none'],
  'f32.convert_i32_s': [0xb2, 'none'],
  'i32.reinterpret_f32': [0xbc, 'none'],
  'f32.reinterpret_i32': [0xbe, 'none'],
  'memory.copy': [0xfc0a, 'copy'],
  'memory.fill': [0xfc0b, 'fill'],
  'v128.load': simd(0, 'memory', 4),
  'v128.load32_splat': simd(9, 'memory', 2),
  'v128.store': simd(11, 'memory', 4),
  'v128.const': simd(12, 'v128'),
  'i8x16.swizzle': simd(14),
  'i32x4.splat': simd(17),
  'f32x4.splat': simd(19),
  'i32x4.extract_lane': simd(27, 'lane'),
  'i32x4.replace_lane': simd(28, 'lane'),
  'f32x4.extract_lane': simd(31, 'lane'),
  'i8x16.shuffle': simd(13, 'shuffle'),
  'i32x4.eq': simd(55),
  'i32x4.ne': simd(56),
  'i32x4.lt_s': simd(57),
  'i32x4.gt_s': simd(59),
  'i32x4.le_s': simd(61),
  'i32x4.ge_s': simd(63),
  'f32x4.eq': simd(65),
  'f32x4.ne': simd(66),
  'f32x4.lt': simd(67),
  'f32x4.gt': simd(68),
  'f32x4.le': simd(69),
  'f32x4.ge': simd(70),
  'v128.not': simd(77),
  'v128.and': simd(78),
  'v128.andnot': simd(79),
  'v128.or': simd(80),
  'v128.xor': simd(81),
  'v128.bitselect': simd(82),
  'v128.any_true': simd(83),
  'v128.load32_lane': simd(86, 'memory-lane', 2),
  'v128.load64_lane': simd(87, 'memory-lane', 3),
  'v128.store32_lane': simd(90, 'memory-lane', 2),
  'v128.load32_zero': simd(92, 'memory', 2),
  'v128.load64_zero': simd(93, 'memory', 3),
  'f32x4.floor': simd(104),
  'f32x4.trunc': simd(105),
  'i32x4.bitmask': simd(164),
  'i32x4.shl': simd(171),
  'i32x4.shr_s': simd(172),
  'i32x4.shr_u': simd(173),
  'i32x4.add': simd(174),
  'i32x4.sub': simd(177),
  'i32x4.mul': simd(181),
  'i32x4.min_s': simd(182),
  'i32x4.max_s': simd(184),
  'f32x4.abs': simd(224),
  'f32x4.neg': simd(225),
  'f32x4.sqrt': simd(227),
  'f32x4.add': simd(228),
  'f32x4.sub': simd(229),
  'f32x4.mul': simd(230),
  'f32x4.div': simd(231),
  'f32x4.pmin': simd(234),
  'f32x4.pmax': simd(235),
  'i32x4.trunc_sat_f32x4_s': simd(248),
  'f32x4.convert_i32x4_s': simd(250),
} as const satisfies Record<string, Encoding>

export type Mnemonic = keyof typeof opcodes
/** An instruction: its name and its operands. A memory access has its offset (and its lane); a block its result type or none. */
export type Instruction = readonly [Mnemonic, ...number[]]
export type ValueType = 'i32' | 'f32' | 'v128'

export interface Func {
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
  readonly locals: readonly ValueType[]
  readonly code: readonly Instruction[]
}

export const isMnemonic = (name: string): name is Mnemonic => Object.hasOwn(opcodes, name)
