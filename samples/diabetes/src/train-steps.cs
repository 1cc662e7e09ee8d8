// Trains a small neural network on the patients, with nothing but the framework, and reports its quality after every epoch:
// a sweep can then stop the trials that fall behind.
//
//     dotnet run train-steps.cs -- --data ../data --learning-rate 0.05 --hidden 32 --momentum 0.9 --epochs 30
#:property PublishAot=false

using System.Globalization;
using System.Text.Json;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var learningRate = double.Parse(Option("--learning-rate", "0.05"));
var momentum = double.Parse(Option("--momentum", "0.9"));
var hidden = int.Parse(Option("--hidden", "32"));
var epochs = int.Parse(Option("--epochs", "30"));
var outputs = Option("--outputs", "outputs");

var patients = Patient.Read(Option("--data", "../data"));
var seen = patients.Where(patient => !patient.IsHeldOut).ToArray();
var heldOut = patients.Where(patient => patient.IsHeldOut).ToArray();
var random = new Random(0);
var network = new Network(inputs: 8, hidden, random);

for (var epoch = 1; epoch <= epochs; epoch++)
{
    random.Shuffle(seen);
    foreach (var batch in seen.Chunk(32))
        network.Learn(batch, learningRate, momentum);
    Console.WriteLine($"epoch={epoch} AUC={AreaUnderCurve(heldOut, network):F6}");
}
Directory.CreateDirectory(outputs);
File.WriteAllText(Path.Combine(outputs, "network.json"), JsonSerializer.Serialize(network));

string Option(string name, string usual) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : usual;

// The chance that a patient with diabetes gets a higher score than one without; ties count half.
static double AreaUnderCurve(Patient[] patients, Network network)
{
    double rank = 0,
        sum = 0;
    foreach (var tied in patients.GroupBy(network.Predict).OrderBy(group => group.Key))
    {
        if (double.IsNaN(tied.Key))
            return double.NaN;
        var count = tied.Count();
        sum += (rank + (count + 1) / 2.0) * tied.Count(patient => patient.IsDiabetic);
        rank += count;
    }
    double positive = patients.Count(patient => patient.IsDiabetic);
    return (sum - positive * (positive + 1) / 2) / (positive * (patients.Length - positive));
}

sealed record Patient(bool IsHeldOut, double[] Features, bool IsDiabetic)
{
    public static Patient[] Read(string folder)
    {
        var rows = Directory
            .GetFiles(folder, "*.csv")
            .Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadLines(file).Skip(1))
            .Select(line => line.Split(',').Select(double.Parse).ToArray())
            .ToArray();
        // Each column is brought to mean 0 and deviation 1.
        for (var column = 1; column <= 8; column++)
        {
            var mean = rows.Average(row => row[column]);
            var deviation = Math.Sqrt(rows.Average(row => Math.Pow(row[column] - mean, 2)));
            foreach (var row in rows)
                row[column] = (row[column] - mean) / deviation;
        }
        // Some patients are listed twice: split by their number, both rows fall on the same side.
        return [.. rows.Select(row => new Patient(row[0] % 10 < 3, row[1..9], row[9] == 1))];
    }
}

// One hidden layer of tanh units and a logistic output, trained by gradient descent with momentum on the log loss.
sealed class Network(int inputs, int hidden, Random random)
{
    private readonly int _stride = inputs + 2; // a hidden unit's weights: inputs, bias, and its share of the output

    public double[] Weights { get; } =
    [.. Enumerable.Range(0, hidden * (inputs + 2) + 1).Select(_ => random.NextDouble() - 0.5)];

    private readonly double[] _step = new double[hidden * (inputs + 2) + 1];
    private readonly double[] _slope = new double[hidden * (inputs + 2) + 1];
    private readonly double[] _units = new double[hidden];

    public double Predict(Patient patient)
    {
        var output = Weights[^1];
        for (var unit = 0; unit < hidden; unit++)
        {
            var at = unit * _stride;
            var sum = Weights[at + inputs];
            for (var i = 0; i < inputs; i++)
                sum += Weights[at + i] * patient.Features[i];
            _units[unit] = Math.Tanh(sum);
            output += _units[unit] * Weights[at + inputs + 1];
        }
        return 1 / (1 + Math.Exp(-output));
    }

    public void Learn(Patient[] batch, double learningRate, double momentum)
    {
        Array.Clear(_slope);
        foreach (var patient in batch)
        {
            var error = (Predict(patient) - (patient.IsDiabetic ? 1 : 0)) / batch.Length;
            _slope[^1] += error;
            for (var unit = 0; unit < hidden; unit++)
            {
                var at = unit * _stride;
                _slope[at + inputs + 1] += error * _units[unit];
                var back = error * Weights[at + inputs + 1] * (1 - _units[unit] * _units[unit]);
                _slope[at + inputs] += back;
                for (var i = 0; i < inputs; i++)
                    _slope[at + i] += back * patient.Features[i];
            }
        }
        for (var i = 0; i < Weights.Length; i++)
        {
            _step[i] = momentum * _step[i] - learningRate * _slope[i];
            Weights[i] += _step[i];
        }
    }
}
