// Looks for the boosted trees that best tell which patients have diabetes, in this process: no job file, no script, no host.
// The study is kept in a SQLite file, so that it can be ended at any time and goes on when it is run again.
//
//     dotnet run optimize.cs                     # 12 trials, 2 at a time
//     dotnet run optimize.cs -- --trials 24      # goes on to 24
//
// In a program of your own, `#:package Attune.Storage@*` or a PackageReference takes the place of the next line.
#:project ../../src/Attune.Storage/Attune.Storage.csproj
#:package Microsoft.ML.FastTree@5.0.1
#:property PublishAot=false

using System.Globalization;
using System.Runtime.CompilerServices;
using Attune;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Storage;
using Attune.Studies;
using Microsoft.ML;
using Microsoft.ML.Data;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};

var patients = Patient.Read(Option("--data", Path.Combine(Here(), "../diabetes/data")));
var spec = new StudySpec
{
    Space = SearchSpace.Build(s =>
        s.LogFloat("learning_rate", 0.01, 1).LogInt("trees", 10, 200).Int("leaves", 4, 40)
    ),
    Objectives = [Objective.Maximize("AUC")],
    Sampler = new SobolSampling(),
    MaxTrials = int.Parse(Option("--trials", "12")),
};
await using var studies = SqliteStudies.Open(Option("--study", "optimize.db"));
var options = new OptimizationOptions
{
    Parallelism = 2,
    Store = studies.Studies,
    Measurements = studies.Measurements,
    Progress = new Printing(),
};
try
{
    var result = await Optimization.RunAsync(spec, AreaUnderCurve, options, interrupted.Token);
    Console.WriteLine($"{result.Trials.Count} trials; {result.Reason}");
    Console.WriteLine(
        $"best AUC={result.Best?.Value:F4} by trial {result.Best?.Number}: {result.Best?.Assignment}"
    );
    return 0;
}
catch (OperationCanceledException)
{
    Console.WriteLine("interrupted; run it again to go on");
    return 130;
}

// Learns from seven tenths of the patients, and is judged by the others.
double AreaUnderCurve(TrialContext trial)
{
    var ml = new MLContext(seed: 0);
    var learner = ml.BinaryClassification.Trainers.FastTree(
        labelColumnName: nameof(Patient.Diabetic),
        learningRate: trial.Double("learning_rate"),
        numberOfTrees: trial.Int("trees"),
        numberOfLeaves: trial.Int("leaves")
    );
    var model = learner.Fit(ml.Data.LoadFromEnumerable(patients.Where(patient => !patient.IsHeldOut)));
    var judged = model.Transform(ml.Data.LoadFromEnumerable(patients.Where(patient => patient.IsHeldOut)));
    return ml.BinaryClassification.Evaluate(judged, nameof(Patient.Diabetic)).AreaUnderRocCurve;
}

string Option(string name, string usual) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : usual;

static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

sealed class Printing : IProgress<OptimizationProgress>
{
    public void Report(OptimizationProgress now) =>
        Console.WriteLine(
            $"{now.Ended, 3}/{now.MaxTrials}  AUC={now.Trial.Value:F4}  best={now.Best?.Value:F4}  {now.Trial.Assignment}"
        );
}

sealed class Patient
{
    // Pregnancies, PlasmaGlucose, DiastolicBloodPressure, TricepsThickness, SerumInsulin, BMI, DiabetesPedigree, Age
    [VectorType(8)]
    public required float[] Features { get; init; }
    public required bool Diabetic { get; init; }
    public required bool IsHeldOut { get; init; }

    public static Patient[] Read(string folder) =>
        [
            .. from file in Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal)
            from line in File.ReadLines(file).Skip(1)
            let cells = line.Split(',').Select(float.Parse).ToArray()
            // Some patients are listed twice: split by their number, both rows fall on the same side.
            select new Patient
            {
                Features = cells[1..9],
                Diabetic = cells[9] == 1,
                IsHeldOut = cells[0] % 10 < 3,
            },
        ];
}
