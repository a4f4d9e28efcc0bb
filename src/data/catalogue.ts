/** The data sets that are known by name: where they can be had, and the SHA-256 of their files. */

/** The four files of a data set, as MNIST named them; each may also end in '.gz'. */
export const fileNames = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const

export type FileKey = keyof typeof fileNames

export interface CatalogueEntry {
  title: string
  mirrors: readonly string[] // folders that hold the '.gz' files
  /** SHA-256 of each file inside its .gz (`of: 'content'`; mirrors differ in how they compress), or of the .gz itself. */
  pins: { of: 'content' | 'gzip' } & Record<FileKey, string>
  system?: string // the folder of a Debian package
}

const mnist: CatalogueEntry = {
  title: 'MNIST (LeCun, Cortes & Burges 1998)',
  mirrors: [
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    'https://raw.githubusercontent.com/fgnt/mnist/master/',
  ],
  pins: {
    of: 'content',
    trainImages: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    trainLabels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    testImages: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    testLabels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
}

/** Digests computed from Debian's package dataset-fashion-mnist 0.0~git20200523.55506a9-1. */
const fashion: CatalogueEntry = {
  title: 'Fashion-MNIST (Xiao, Rasul & Vollgraf 2017)',
  mirrors: [
    'https://fashion-mnist.s3.eu-central-1.amazonaws.com/',
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
  ],
  pins: {
    of: 'content',
    trainImages: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    trainLabels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    testImages: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    testLabels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  },
  system: '/usr/share/datasets/fashion-mnist',
}

/** Digests of the .gz files as several independent projects pin them (torchdata, MegEngine, torchvision-ruby); the content was not at hand. */
const kmnist: CatalogueEntry = {
  title: 'KMNIST (Clanuwat et al. 2018)',
  mirrors: ['https://codh.rois.ac.jp/kmnist/dataset/kmnist/', 'http://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
  pins: {
    of: 'gzip',
    trainImages: '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4',
    trainLabels: 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17',
    testImages: 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5',
    testLabels: '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c',
  },
}

export const catalogue: ReadonlyMap<string, CatalogueEntry> = new Map([
  ['mnist', mnist],
  ['fashion-mnist', fashion],
  ['kmnist', kmnist],
])
