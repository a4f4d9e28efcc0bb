"""784-500-10 with segregated dendrites, learning online, in Brian2 (C++ standalone, one thread): Guerguiev et al. 2017.

Started by brian2.ts, which gives the folder with images, labels, lengths of phases and initial weights of apical's own run, so that both
begin from the same place and see the same. Only the draws of spikes differ. Prints one line of JSON.

Written to be fast in Brian2:
- one run(), no Python in it: phases, windows and images are arrays of time, and what happens at their ends are events;
- the filter of a synapse stands behind the sum (ten drives for each unit), its mean before a phase's end is a weighted count of spikes,
  and the apical voltage is computed once a phase (its conductance to the soma is 0);
- weights are changed only in the rows of inputs that fired;
- loops with random numbers are apart from those that a compiler can vectorise; float32; -O3 -march=native -ffast-math.
Spikes in flight are not carried again with the changed weights, which apical does: that is in Brian2's favour.
"""

import json
import sys

import numpy as np
from brian2 import (EventMonitor, Network, NeuronGroup, Synapses, TimedArray, check_units, implementation, ms, prefs, second,
                    seed, set_device, device)

folder, build = sys.argv[1], sys.argv[2]
facts = json.load(open(f"{folder}/facts.json"))
images, hidden_units, eta = facts["images"], facts["hidden"], facts["eta"]

if facts["tuned"]:
    prefs.core.default_float_dtype = np.float32
    prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-march=native", "-ffast-math", "-std=c++11",
                                                     "--param=vect-max-version-for-alias-checks=1000"]
prefs.devices.cpp_standalone.openmp_threads = 0
prefs.devices.cpp_standalone.extra_make_args_unix = ["-j2"]
set_device("cpp_standalone", directory=build, build_on_run=False)
seed(1)


def read(name, dtype, *shape):
    return np.fromfile(f"{folder}/{name}.bin", dtype=dtype).reshape(shape)


pixels = read("pixels", np.uint8, images, 784).astype(np.float32) / np.float32(255)
labels = read("labels", np.int32, images)
lengths = read("lengths", np.int32, images, 2)

# --- time: what each tick is ------------------------------------------------------------------------------------------------------
WINDOW, MEMORY = 20, 10
lag = np.arange(1, MEMORY + 1)
kappa = (np.exp(-lag / 10) - np.exp(-lag / 3)) / 7
# Weight of a spike q ticks before a phase's end in the mean of its trace over the last 20 ticks.
weight = np.array([sum(kappa[k - 1] for k in lag if 0 <= q - k + 1 < WINDOW) / WINDOW for q in range(WINDOW + MEMORY - 1)])

ticks = int(lengths.sum())
ends = np.cumsum(lengths.ravel()) - 1
starts = ends + 1 - lengths.ravel()
forward_ends, target_ends, forward_starts = ends[0::2], ends[1::2], starts[0::2]


def column(pairs):
    values = np.zeros(ticks, dtype=np.float32)
    for at, value in pairs:
        values[at] = value
    return TimedArray(values, dt=1 * ms)


begin = column((at, 1) for at in forward_starts)
forward_end = column((at, 1) for at in forward_ends)
target_end = column((at, 1) for at in target_ends)
any_end = column((at, 1) for at in ends)
forward_window = column((at - q, 1 / WINDOW) for at in forward_ends for q in range(WINDOW))
target_window = column((at - q, 1 / WINDOW) for at in target_ends for q in range(WINDOW))
trace = column((at - q, w) for at in forward_ends for q, w in enumerate(weight))
feedback_trace = column((at - 1 - q, w) for at in ends for q, w in enumerate(weight))
taught = column((t, 1) for a, b in zip(forward_ends, target_ends) for t in range(a + 1, b + 1))
which = np.repeat(np.arange(images), lengths.sum(axis=1))
image = TimedArray(which + 0.5, dt=1 * ms)
label = TimedArray(labels[which].astype(np.float32), dt=1 * ms)
pixel = TimedArray(pixels, dt=1 * second)


@implementation("cpp", "#include <ctime>\ndouble cpu_ms(double x) { return 1000.0 * clock() / CLOCKS_PER_SEC; }")
@check_units(x=1, result=1)
def cpu_ms(x):
    raise NotImplementedError


# --- units --------------------------------------------------------------------------------------------------------------------------
# A Poisson count by inversion: exact up to 4 spikes a tick (5 have a probability of 2e-6).
DRAW = """
n = int(u > p0) + int(u > p1) + int(u > p2) + int(u > p3)
"""
TABLE = """
p0 = exp(-rate)
p1 = p0 * (1 + rate)
p2 = p1 + p0 * rate * rate * 0.5
p3 = p2 + p0 * rate * rate * rate * 0.16666667
"""
COUNTED = "u : 1\nn : integer\nstotal : 1\n"
COUNTS = {"spike": "n > 0"}
DRIVES = "".join(f"d{k} : 1\n" for k in range(1, MEMORY + 1))
FILTER = "B = b + " + " + ".join(f"{kappa[k - 1]:.9g} * d{k}" for k in lag) + "\n"
SHIFT = "".join(f"d{k} = d{k - 1}\n" for k in range(MEMORY, 1, -1)) + "d1 = 0\n"

inputs = NeuronGroup(784, COUNTED + "s : 1\np0 : 1\np1 : 1\np2 : 1\np3 : 1", threshold="n > 0", reset="",
                     events={"begin": "begin(t) > 0", "learn": "target_end(t) * s > 0"}, name="input")
hidden = NeuronGroup(hidden_units, COUNTED + DRIVES + "s : 1\nb : 1\nV : 1\nA : 1\nmean : 1\nvf : 1\nbefore : 1\ndelta : 1",
                     threshold="n > 0", reset="",
                     events={"forward": "forward_end(t) > 0", "target": "target_end(t) > 0",
                             "learn": "target_end(t) * s > 0"}, name="hidden")
output = NeuronGroup(10, COUNTED + DRIVES + "s : 1\nb : 1\nV : 1\nmean : 1\nrho : 1\nvf : 1\ndelta : 1\nmiss : 1",
                     threshold="n > 0", reset="",
                     events={"forward": "forward_end(t) > 0", "target": "target_end(t) > 0", "phase": "any_end(t) > 0"}, name="output")
clock = NeuronGroup(1, "cpu : 1", events={"image": "target_end(t) > 0"}, name="clock")

operations = [
    inputs.run_on_event("begin", "rate = 0.2 * pixel(image(t) * second, i)\ns = 0\n" + TABLE, when="begin"),
    inputs.run_regularly("u = rand()", when="input_step"),
    inputs.run_regularly(DRAW + "stotal += n\ns += trace(t) * n", when="input_step", order=1),
    hidden.run_regularly("u = rand()", when="hidden_step"),
    hidden.run_regularly(FILTER + SHIFT + "V = 0.3 * V + 0.6 * B\nmean += forward_window(t) * V\nrate = 0.2 / (1 + exp(-V))\n" + TABLE
                         + DRAW + "stotal += n\ns += trace(t) * n", when="hidden_step", order=1),
    output.run_regularly("u = rand()", when="output_step"),
    output.run_regularly(
        FILTER + SHIFT
        + "V = 0.3 * V + 0.6 * B + taught(t) * (16 * int(abs(i - label(t)) < 0.5) - 8 - V)\nq = 1 / (1 + exp(-V))\n"
        + "mean += forward_window(t) * V\nrho += target_window(t) * q\nrate = 0.2 * q\n" + TABLE + DRAW
        + "stotal += n\ns += feedback_trace(t) * n", when="output_step", order=1),
    output.run_on_event("forward", "vf = mean\nmean = 0\nrho = 0\n", when="output_ends"),
    output.run_on_event("target", "q = 1 / (1 + exp(-vf))\nmiss = rho - q\n"
                        f"delta = {20 * eta * 6 / 7} * q * (1 - q) * miss\nb += delta\n", when="output_ends"),
    hidden.run_on_event("forward", "vf = mean\nmean = 0\nbefore = 1 / (1 + exp(-A))\nA = 0\n", when="hidden_ends"),
    hidden.run_on_event("target", "q = 1 / (1 + exp(-vf))\n"
                        f"delta = {20 * eta * 6 / 7} * q * (1 - q) * (1 / (1 + exp(-A)) - before)\nA = 0\nb += delta\n", when="hidden_ends"),
    output.run_on_event("phase", "s = 0", when="last"),
    hidden.run_on_event("learn", "s = 0", when="last"),
    clock.run_on_event("image", "cpu = cpu_ms(1)", when="last"),
]

# --- synapses -----------------------------------------------------------------------------------------------------------------------
LEARN = {"pre": "d1_post += n_pre * w", "learn": "w += delta_post * s_pre"}
EVENTS = {"pre": "spike", "learn": "learn"}
NOW = {"pre": 0 * ms, "learn": 0 * ms}
w1 = Synapses(inputs, hidden, "w : 1", on_pre=LEARN, on_event=EVENTS, delay=NOW, name="w1")
out = Synapses(hidden, output, "w : 1", on_pre=LEARN, on_event=EVENTS, delay=NOW, name="out")
y1 = Synapses(output, hidden, "w : 1", on_pre={"pre": "A_post += s_pre * w"}, on_event={"pre": "phase"}, delay={"pre": 0 * ms}, name="y1")


def connect(synapses, name, pres, posts):
    i, j = np.repeat(np.arange(pres), posts), np.tile(np.arange(posts), pres)
    synapses.connect(i=i, j=j)
    synapses.w = read(name, np.float32, pres * posts)


connect(w1, "w1", 784, hidden_units)
connect(out, "out", hidden_units, 10)
connect(y1, "y1", 10, hidden_units)
hidden.b = read("hidden", np.float32, hidden_units)
output.b = read("output", np.float32, 10)

# --- the order within a tick: forward through all layers, then what a phase's end does -------------------------------------------------
inputs.thresholder["begin"].when = "start"
inputs.thresholder["spike"].when = "input_spikes"
w1.pre.when = "input_carry"
hidden.thresholder["spike"].when = "hidden_spikes"
out.pre.when = "hidden_carry"
output.thresholder["spike"].when = "output_spikes"
for group, event in [(output, "forward"), (output, "target"), (output, "phase"), (hidden, "forward"), (hidden, "target"),
                     (hidden, "learn"), (inputs, "learn"), (clock, "image")]:
    group.thresholder[event].when = "ends"
y1.pre.when = "feedback"
w1.learn.when = out.learn.when = "learn"
answers = EventMonitor(output, "target", variables=["vf", "miss"], when="learn")
stamps = EventMonitor(clock, "image", variables=["cpu"], when="very_last")

network = Network(inputs, hidden, output, clock, w1, out, y1, answers, stamps)
network.schedule = ["start", "begin", "input_step", "input_spikes", "input_carry", "hidden_step", "hidden_spikes", "hidden_carry",
                    "output_step", "output_spikes", "ends", "feedback", "hidden_ends", "output_ends", "learn", "last", "very_last",
                    "groups", "thresholds", "synapses", "resets", "end"]
from brian2 import defaultclock  # noqa: E402
defaultclock.dt = 1 * ms
network.run(ticks * ms)
device.build(directory=build, compile=True, run=True, debug=False, with_output=False)

# --- what was learned -------------------------------------------------------------------------------------------------------------------
cpu = np.asarray(stamps.cpu)
vf = np.asarray(answers.vf).reshape(images, 10)
miss = np.asarray(answers.miss).reshape(images, 10)
wrong = vf.argmax(axis=1) != labels
np.asarray(w1.w, dtype=np.float32).tofile(f"{folder}/w1.after.bin")
np.asarray(out.w, dtype=np.float32).tofile(f"{folder}/out.after.bin")
np.asarray(output.b, dtype=np.float32).tofile(f"{folder}/output.after.bin")
skip = facts["skip"]
print(json.dumps({
    "cpuMsPerImage": (cpu[-1] - cpu[skip - 1]) / (images - skip),
    "trainError": float(wrong.mean()),
    "loss": float((0.04 * miss**2).mean()),
    "spikes": {g.name: float(np.sum(np.asarray(g.stotal, dtype=np.float64)) / images) for g in (inputs, hidden, output)},
}))
