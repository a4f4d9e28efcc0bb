/**
 * Independence of a layer from the input and dependence on the label, by kernels over a batch: HSIC (Gretton et al. 2005), its normalised
 * form as the objective of a layer (Ma, Lewis & Kleijn 2020, AAAI), and pHSIC (Pogodin & Latham 2020, NeurIPS).
 */
import type { Routine } from '../routines.ts'
import { cosine, gaussian, gaussianGradient } from './kernel.ts'
import { centred, inverse, lessMean, sandwich, trace } from './square.ts'

/** tr(K H L H) / (m - 1)^2: biased estimator. 0 where one of them is constant. */
export const hsic = (k: Float64Array, l: Float64Array, m: number): number => trace(k, centred(l, m), m) / (m - 1) ** 2

/** (K + eps m I)^-1 of a centred kernel matrix. */
const resolvent = (k: Float64Array, m: number, eps: number): Float64Array => {
  const a = centred(k, m)
  for (let i = 0; i < m; i++) a[i * m + i] += eps * m
  return inverse(a, m)
}

/** K (K + eps m I)^-1 of the centred kernel = I - eps m (K + eps m I)^-1. */
const normalised = (k: Float64Array, m: number, eps: number): Float64Array => {
  const out = resolvent(k, m, eps)
  for (let i = 0; i < out.length; i++) out[i] *= -eps * m
  for (let i = 0; i < m; i++) out[i * m + i] += 1
  return out
}

/** tr(K~ L~), from 0 to m - 1. */
export const nhsic = (k: Float64Array, l: Float64Array, m: number, eps: number): number =>
  trace(normalised(k, m, eps), normalised(l, m, eps), m)

/** Derivative of nHSIC(X, h) - lambda nHSIC(Y, h) by the kernel matrix of h. */
const bottleneck = (kx: Float64Array, ky: Float64Array, kh: Float64Array, m: number, lambda: number, eps: number) => {
  const n = normalised(kx, m, eps)
  const y = normalised(ky, m, eps)
  for (let i = 0; i < n.length; i++) n[i] = eps * m * (n[i] - lambda * y[i])
  return centred(sandwich(resolvent(kh, m, eps), n, m), m)
}

/** Derivative of pHSIC(h, h) - gamma pHSIC(Y, h) by the kernel matrix of h. */
const plausible = (ky: Float64Array, kh: Float64Array, m: number, gamma: number): Float64Array => {
  const h = lessMean(kh)
  const y = lessMean(ky)
  return h.map((v, i) => (2 * v - gamma * y[i]) / (m * m))
}

/** mean(K L) - mean(K) mean(L). */
export const phsic = (k: Float64Array, l: Float64Array): number =>
  lessMean(k).reduce((sum, v, i) => sum + v * l[i], 0) / k.length

const add = (port: Float64Array, gradient: Float64Array): void => {
  gradient.forEach((g, i) => {
    port[i] += g
  })
}

/** Adds d(nHSIC(X, h) - lambda nHSIC(Y, h))/dh to the port. Reads: input x, label y, layer h, each [lanes][units]. */
export const hsicRoutine: Routine = ([x, y, h], [port], { sigma = 5, lambda = 50, eps = 1e-5 }, m) => {
  const width = (values: Float64Array) => (sigma * sigma * values.length) / m
  const kh = gaussian(h, m, width(h))
  const by = bottleneck(gaussian(x, m, width(x)), gaussian(y, m, width(y)), kh, m, lambda, eps)
  add(port, gaussianGradient(by, kh, h, m, width(h)))
}

/** Adds d(pHSIC(h, h) - gamma pHSIC(Y, h))/dh to the port, with a Gaussian kernel of h. Reads: label y, layer h. */
export const phsicRoutine: Routine = ([y, h], [port], { sigma = 5, gamma = 2 }, m) => {
  const width = sigma * sigma
  const kh = gaussian(h, m, width)
  add(port, gaussianGradient(plausible(cosine(y, m), kh, m, gamma), kh, h, m, width))
}

/** Adds d HSIC(X, r)/dr to the port: residuals r independent of the input (Greenfeld & Shalit 2020; kernel exp(-|a - b|^2 / s)). */
export const residualRoutine: Routine = ([x, r], [port], { scale = 1, inputScale = 22 }, m) => {
  const kr = gaussian(r, m, scale / 2)
  const by = centred(gaussian(x, m, inputScale / 2), m).map(v => v / (m - 1) ** 2)
  add(port, gaussianGradient(by, kr, r, m, scale / 2))
}
