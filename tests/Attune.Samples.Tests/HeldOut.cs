using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Attune.Samples.Tests;

/// <summary>The patients that no C# sample trains on, and a model's quality among them, computed without the sample's own code.</summary>
internal static class HeldOut
{
    /// <summary>The area under the ROC curve of a saved ML.NET model: the share of pairs, one ill and one healthy, that it ranks rightly.</summary>
    public static double AreaUnderCurve(string modelFile)
    {
        var patients = Read().ToList();
        var ml = new MLContext(seed: 0);
        var model = ml.Model.Load(modelFile, out _);
        var scores = model
            .Transform(ml.Data.LoadFromEnumerable(patients))
            .GetColumn<float>("Score")
            .Zip(patients, (score, patient) => (Score: score, patient.Diabetic))
            .ToList();
        var healthy = scores.Where(s => !s.Diabetic).Select(s => s.Score).Order().ToArray();
        var ill = scores.Where(s => s.Diabetic).Select(s => s.Score).ToList();
        var won = ill.Sum(score => (Below(healthy, score) + Below(healthy, MathF.BitIncrement(score))) / 2.0);
        return won / ((double)ill.Count * healthy.Length);
    }

    private static int Below(float[] sorted, float score)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < score ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    private static IEnumerable<Patient> Read() =>
        from file in Directory.GetFiles(Repository.Data, "*.csv").Order(StringComparer.Ordinal)
        from line in File.ReadLines(file).Skip(1)
        let cells = line.Split(',').Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)).ToArray()
        where cells[0] % 10 < 3
        select new Patient
        {
            PatientID = (int)cells[0],
            Features = cells[1..9],
            Diabetic = cells[9] == 1,
        };

    private sealed class Patient
    {
        public int PatientID { get; set; }

        [VectorType(8)]
        public float[] Features { get; set; } = [];

        public bool Diabetic { get; set; }
    }
}
