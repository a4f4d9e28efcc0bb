/** Tables of the specification: pooled values over 300 runs of 100 s. */

export const CORRELATIONS = [0.01, 0.25, 0.5, 0.75, 0.99]

/** E1, unit 1 and unit 2: estimator, standard error of the printed values, and a value a correlation. */
export const E1: { unit: number; estimator: string; error: number; values: number[] }[] = [
  { unit: 0, estimator: 'truth', error: 0.01, values: [5.535, 5.524, 5.508, 5.502, 5.536] },
  { unit: 0, estimator: 'constant p=0.03', error: 0.017, values: [5.505, 5.498, 5.45, 5.471, 5.497] },
  { unit: 0, estimator: 'constant p=0.1', error: 0.009, values: [5.412, 5.378, 5.303, 5.255, 5.353] },
  { unit: 0, estimator: 'constant p=0.3', error: 0.006, values: [5.19, 5.076, 4.93, 4.749, 4.867] },
  { unit: 0, estimator: 'constant p=1', error: 0.004, values: [4.812, 4.565, 4.267, 3.899, 3.576] },
  { unit: 0, estimator: 'linear p=0.1', error: 0.018, values: [5.53, 5.562, 5.505, 5.552, 5.567] },
  { unit: 0, estimator: 'linear p=0.3', error: 0.011, values: [5.537, 5.541, 5.495, 5.527, 5.674] },
  { unit: 0, estimator: 'linear p=1', error: 0.007, values: [5.464, 5.461, 5.422, 5.384, 5.721] },
  { unit: 1, estimator: 'truth', error: 0.01, values: [-3.504, -3.543, -3.585, -3.637, -3.751] },
  { unit: 1, estimator: 'constant p=0.03', error: 0.024, values: [-3.491, -3.507, -3.545, -3.538, -3.709] },
  { unit: 1, estimator: 'constant p=0.1', error: 0.014, values: [-3.44, -3.383, -3.302, -3.232, -3.59] },
  { unit: 1, estimator: 'constant p=1', error: 0.006, values: [-3.026, -2.427, -1.685, -0.813, 0.101] },
  { unit: 1, estimator: 'linear p=0.3', error: 0.016, values: [-3.537, -3.548, -3.606, -3.684, -4.5] },
]

/** T6, R = 3 H₁ - 2 H₂ + N(0,1), at c = 0.25, 0.5, 0.75 and 0.99. */
export const T6_COLUMNS = [
  'observed',
  'constant p=0.03',
  'constant p=0.1',
  'constant p=0.3',
  'linear p=0.1',
  'linear p=0.3',
  'linear p=1',
]
export const T6_ERRORS = [
  [0.003, 0.011, 0.005, 0.003, 0.012, 0.007, 0.004],
  [0.004, 0.016, 0.009, 0.005, 0.017, 0.01, 0.006],
]
export const T6: Record<string, number[][]> = {
  0: [
    [2.999, 2.982, 2.988, 2.99, 2.99, 2.989, 2.987],
    [-1.994, -2.01, -1.991, -1.991, -2.019, -1.995, -1.992],
  ],
  0.25: [
    [2.866, 2.983, 2.97, 2.94, 2.984, 2.989, 2.994],
    [-1.696, -1.996, -1.959, -1.875, -2.011, -1.998, -2.024],
  ],
  0.5: [
    [2.705, 2.984, 2.944, 2.869, 2.996, 2.986, 2.989],
    [-1.33, -1.99, -1.891, -1.707, -2.02, -2.001, -2.012],
  ],
  0.75: [
    [2.499, 2.989, 2.92, 2.77, 3.008, 2.994, 2.964],
    [-0.863, -1.939, -1.827, -1.492, -1.985, -2.0, -1.914],
  ],
  0.99: [
    [2.309, 2.981, 2.944, 2.81, 2.997, 3.044, 3.127],
    [-0.436, -1.978, -1.973, -1.569, -1.981, -2.373, -1.868],
  ],
}
