// Trains boosted trees on the patients and says how well they tell apart, among patients never seen, who has diabetes.
//
//     dotnet run train.cs -- --data ../data --learning-rate 0.1 --trees 100
#:package Microsoft.ML.FastTree@5.0.1
#:property PublishAot=false

using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var data = Option("--data", "../data");
var learningRate = double.Parse(Option("--learning-rate", "0.1"));
var trees = int.Parse(Option("--trees", "100"));
var outputs = Option("--outputs", "outputs");

var ml = new MLContext(seed: 0);
var patients = ml.Data.LoadFromTextFile<Patient>(
    Path.Combine(data, "*.csv"),
    hasHeader: true,
    separatorChar: ','
);
var seen = ml.Data.FilterByCustomPredicate<Patient>(patients, IsHeldOut);
var heldOut = ml.Data.FilterByCustomPredicate<Patient>(patients, patient => !IsHeldOut(patient));

var learner = ml.BinaryClassification.Trainers.FastTree(
    labelColumnName: nameof(Patient.Diabetic),
    numberOfTrees: trees,
    learningRate: learningRate
);
var model = learner.Fit(seen);

var quality = ml.BinaryClassification.Evaluate(model.Transform(heldOut), nameof(Patient.Diabetic));
Directory.CreateDirectory(outputs);
ml.Model.Save(model, patients.Schema, Path.Combine(outputs, "diabetes_model.zip"));
Console.WriteLine($"AUC={quality.AreaUnderRocCurve} Accuracy={quality.Accuracy}");

// Some patients are listed twice: split by their number, both rows fall on the same side.
bool IsHeldOut(Patient patient) => patient.PatientID % 10 < 3;

string Option(string name, string usual) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : usual;

sealed class Patient
{
    [LoadColumn(0)]
    public int PatientID { get; set; }

    // Pregnancies, PlasmaGlucose, DiastolicBloodPressure, TricepsThickness, SerumInsulin, BMI, DiabetesPedigree, Age
    [LoadColumn(1, 8)]
    [VectorType(8)]
    public float[] Features { get; set; } = [];

    [LoadColumn(9)]
    public bool Diabetic { get; set; }
}
