/** What can be chosen of the experiments that learn digits with growth-transform spikes. */
import { growthColumns } from '../../models/neurons/growth-columns.ts'
import type { Neuron, Phase } from '../../src/spec/types.ts'

export interface GrowthOptions {
  /** Ticks of a presentation. */
  ticks?: number
  /** Units of a competition group. */
  units?: number
  /** Side of a receptive field and distance of two, in pixels. */
  field?: number
  stride?: number
  /**
   * own: every unit learns its weights; random: own, frozen; shared: one group learns on random patches and all groups copy it;
   * pixels: no kernels, a unit for each pixel.
   */
  kernels?: 'own' | 'random' | 'shared' | 'pixels'
  hidden?: Neuron
  gain?: number
  theta?: number
  kappa?: number
  /** Smallest norm of a patch that takes part in learning. */
  eps?: number
  /** Label rule: rate at the start, its factor an epoch, epochs, and whether the label gates errors. */
  eta?: number
  decay?: number
  epochs?: number
  gate?: boolean
  /** Label units: ON/OFF pairs that spike, or a linear readout of spike counts, for comparison. */
  labels?: 'pairs' | 'linear'
  /** Side of the window through which images are seen while own kernels learn; 0: whole images. */
  glimpse?: number
  /** Pixels by which training images are shifted while labels learn, but for the last two epochs. */
  shift?: number
}

export type Settings = Required<GrowthOptions>

/** Local receptive fields: constants of the specification's columns. */
export const columns: Settings = {
  ticks: 20,
  units: 56,
  field: 8,
  stride: 4,
  kernels: 'own',
  hidden: growthColumns,
  gain: 0.5,
  theta: 0.3,
  kappa: 8,
  eps: 0.3,
  eta: 1,
  decay: 0.85,
  epochs: 16,
  gate: true,
  labels: 'pairs',
  glimpse: 0,
  shift: 0,
}

export const image = { 'image.soma.x': 'image' } as const

/** Receptive fields along one side of an image. */
export const along = ({ field, stride }: Settings): number => Math.floor((28 - field) / stride) + 1

export const common = { learn: true, clear: 'presentation', test: false } as const

/** A phase of one tick. */
export const glance = (name: string, order: string[], drive: Phase['drive']): Phase => ({
  name,
  lasts: '1 ticks',
  order,
  drive,
})
