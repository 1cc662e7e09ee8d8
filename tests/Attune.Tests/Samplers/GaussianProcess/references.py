"""Writes the reference tables beside it, from Debian's python3-scipy and python3-sklearn: python3 references.py

Mills' ratio and the logarithm of expected improvement are computed in 100 decimal digits and compared here with SciPy where
double precision suffices; the Gaussian process is scikit-learn's.
"""

import decimal
import math
import os

import numpy as np
import scipy
import sklearn
from scipy.special import erfcx, ndtr
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

HERE = os.path.dirname(os.path.abspath(__file__))
D = decimal.Decimal
decimal.getcontext().prec = 100
PI = D("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651")
VERSIONS = f"scipy {scipy.__version__}, scikit-learn {sklearn.__version__}, numpy {np.__version__}"


def write(name, source, rows):
    with open(os.path.join(HERE, name), "w") as out:
        out.write(f"# {VERSIONS}, by references.py: {source}\n")
        for row in rows:
            out.write(",".join(repr(float(x)) for x in row) + "\n")


def mills(a):
    """The continued fraction beyond 6, else the series of the cumulative distribution."""
    if a > 6:
        fraction = a
        for level in range(3000, 0, -1):
            fraction = a + D(level) / fraction
        return 1 / fraction
    total = term = a
    k = 1
    while abs(term) > D(10) ** -90:
        term = term * a * a / (2 * k + 1)
        total += term
        k += 1
    return (PI / 2).sqrt() * (a * a / 2).exp() - total


def improvement(z):
    """ln h(z) and h'(z)/h(z), h(z) = pdf(z) + z cdf(z)."""
    a = abs(z)
    log_density = -z * z / 2 - (2 * PI).ln() / 2
    ratio = mills(a)
    if z < 0:
        rest = 1 - a * ratio
        return log_density + rest.ln(), ratio / rest
    density = log_density.exp()
    share = 1 - density * ratio
    h = density + z * share
    return h.ln(), share / h


points = [0, 1e-9, 0.01, 0.1, 0.5, 1, 1.5, 2, 3, 4.5, 6, 8, 12, 25, 37, 60, 100, 345.6, 1e3, 1e4, 1e6, 1e8]
rows = []
for a in points:
    exact = float(mills(D(a)))
    assert math.isclose(exact, math.sqrt(math.pi / 2) * erfcx(a / math.sqrt(2)), rel_tol=1e-14), a
    rows.append((a, exact))
write("mills-reference.csv", "a, sqrt(pi/2)*erfcx(a/sqrt(2))", rows)

rows = []
for z in [-1e8, -1e6, -12345.6, -1001, -999, -345.6, -100, -60, -38, -25, -12, -8, -5, -3, -2, -1.001, -1, -0.999, -0.5, 0, 0.3, 1, 2, 5, 10, 40]:
    value, slope = improvement(D(z))
    if z > -3:
        h = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) + z * ndtr(z)
        assert math.isclose(float(value), math.log(h), rel_tol=1e-11, abs_tol=1e-11), z
        assert math.isclose(float(slope), ndtr(z) / h, rel_tol=1e-11), z
    rows.append((z, value, slope))
write("improvement-reference.csv", "z, ln(pdf(z) + z*cdf(z)), its derivative", rows)

# Two numbers and a choice of three, which is a corner of a simplex with edges of 1: three coordinates with one length-scale.
rng = np.random.default_rng(20)
n = 14
numbers = rng.random((n + 5, 2))
options = rng.integers(3, size=n + 5)
options[:3] = [0, 1, 2]
corners = np.sqrt(0.5) * np.eye(3)[options]
x = np.hstack([numbers, corners])
y = np.sin(5 * numbers[:n, 0]) - numbers[:n, 1] + 0.4 * options[:n] + 0.05 * rng.standard_normal(n)
write("gp-data-reference.csv", "x0, x1, option, y", np.column_stack([numbers[:n], options[:n], y]))


def kernel(logs):
    scales = np.exp([logs[0], logs[1], logs[2], logs[2], logs[2]])
    return ConstantKernel(math.exp(logs[3])) * Matern(scales, nu=2.5) + WhiteKernel(math.exp(logs[4]))


rows = []
settings = [(-0.7, -0.7, -0.7, 0.0, -5.0), (0.3, -1.5, 1.0, 0.8, -2.0), (-2.5, 0.5, -1.0, -1.0, -9.0), (1.5, 2.0, 2.5, 2.0, -7.0)]
for logs in settings:
    model = GaussianProcessRegressor(kernel(logs), alpha=0, optimizer=None).fit(x[:n], y)
    value, slope = model.log_marginal_likelihood(model.kernel_.theta, eval_gradient=True)
    # scikit-learn's order: signal, length-scales, noise.
    rows.append((*logs, value, slope[1], slope[2], slope[3] + slope[4] + slope[5], slope[0], slope[6]))
write("gp-likelihood-reference.csv", "ln of three length-scales, signal and noise; ln marginal likelihood; its gradient by them", rows)

logs = settings[1]
k = (ConstantKernel(math.exp(logs[3])) * Matern(np.exp([logs[0], logs[1], logs[2], logs[2], logs[2]]), nu=2.5))(x[:n])
write("gp-kernel-reference.csv", f"covariances of the data for the logarithms {logs}, without noise", k)

model = GaussianProcessRegressor(kernel(logs), alpha=0, optimizer=None).fit(x[:n], y)
mean, sd = model.predict(x[n:], return_std=True)
variance = sd**2 - math.exp(logs[4])
write(
    "gp-posterior-reference.csv",
    f"x0, x1, option; posterior mean and variance without noise for the logarithms {logs}",
    np.column_stack([numbers[n:], options[n:], mean, variance]),
)
