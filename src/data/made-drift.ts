/** A sensor array that drifts, made from a seed: for when the recordings of a real one are not at hand. */
import { FEATURES, GASES, type GasBatch, PER_SENSOR, SENSORS } from './gas.ts'
import { bell, between, choice, type Random, randomStream } from './random.ts'

/** Recordings of each batch and its time in months, as published by Vergara et al. 2012, table 2. */
export const batchSizes = [445, 1244, 1586, 161, 197, 2300, 3613, 294, 470, 3600]
const months = [1.5, 7, 12, 14.5, 16, 18.5, 21, 22.5, 27, 36]

/** Standard deviations; drift per square root of a month. Chosen so that an array that is never calibrated again loses much of its use. */
const array = {
  kinds: 4, // of sensors, four alike of each
  selectivity: 0.2, // of a kind for a gas
  spread: 0.12, // between sensors of a kind
  ageing: 0.12, // of a sensor for all gases
  poisoning: 0.1, // of a sensor for one gas
  offset: 0.008, // of its baseline
  noise: 0.06, // of a recording, for a sensor
}

interface Sensor {
  gain: number[] // response to each gas at the highest concentration
  speed: number[] // how fast it answers each gas, 0 to 1
  offset: number
}

/**
 * Ten batches. A response is gain * c / (c + 0.3), for a concentration c from 0.05 to 1; the gains and baselines of sensors go a random walk in
 * time. Features of a sensor: the response, its fraction, three transients of its rise and three of its fall.
 */
export const madeDrift = (seed: number, sizes: readonly number[] = batchSizes): GasBatch[] => {
  const random = randomStream(seed, 0xd41f7)
  const sensors = newArray(random)
  return sizes.map((count, batch) => {
    age(sensors, random, months[batch] - (months[batch - 1] ?? 0))
    return record(sensors, random, count)
  })
}

const newArray = (random: Random): Sensor[] => {
  const kinds = Array.from({ length: array.kinds }, () => Array.from({ length: GASES }, () => gainOf(random)))
  return Array.from({ length: SENSORS }, (_, s) => ({
    gain: kinds[s % array.kinds].map(gain => gain * (1 + array.spread * bell(random))),
    speed: Array.from({ length: GASES }, () => between(random, 0.3, 0.7)),
    offset: 0,
  }))
}

const gainOf = (random: Random): number => Math.max(0.1, 1 + array.selectivity * bell(random))

const age = (sensors: Sensor[], random: Random, time: number): void => {
  const root = Math.sqrt(time)
  for (const sensor of sensors) {
    const whole = 1 + array.ageing * root * bell(random)
    sensor.gain = sensor.gain.map(g => Math.max(0.02, g * whole * (1 + array.poisoning * root * bell(random))))
    sensor.offset += array.offset * root * bell(random)
  }
}

const record = (sensors: Sensor[], random: Random, count: number): GasBatch => {
  const labels = new Uint8Array(count)
  const features = new Float64Array(count * FEATURES)
  for (let i = 0; i < count; i++) {
    labels[i] = choice(random, GASES)
    const amount = between(random, 0.05, 1)
    sensors.forEach((sensor, s) => {
      answer(sensor, labels[i], amount, random).forEach((x, k) => {
        features[i * FEATURES + s * PER_SENSOR + k] = x
      })
    })
  }
  return { labels, features }
}

const answer = (sensor: Sensor, gas: number, amount: number, random: Random): number[] => {
  const saturating = (1.3 * amount) / (amount + 0.3)
  const response = sensor.gain[gas] * saturating * (1 + array.noise * bell(random)) + sensor.offset
  const speed = sensor.speed[gas] * (1 + array.noise * bell(random))
  const rise = [1, speed, speed * speed].map(k => response * k)
  return [response, response / (1 + Math.abs(response)), ...rise, ...rise.map(x => -0.8 * x * (1 - speed / 2))]
}
