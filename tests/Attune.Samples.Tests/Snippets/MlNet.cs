using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Attune.Samples.Tests.Snippets;

/// <summary>The C# of the guide to ML.NET that tunes in process, compiled and run on the samples' patients.</summary>
public sealed class MlNet : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    // Trains some thirty forests.
    [Fact, Trait("Run", "long")]
    public async Task The_best_of_twelve_is_kept_and_trainers_are_a_choice()
    {
        var (data, models) = (Repository.Data, _folder.FullName);
        var loading = new MLContext(seed: 0);
        var patients = loading.Data.LoadFromTextFile<Patient>(
            Path.Combine(data, "*.csv"),
            hasHeader: true,
            separatorChar: ','
        );
        // Some patients are listed twice: by their number, both rows fall on the same side.
        var split = loading.Data.TrainTestSplit(patients, 0.3, nameof(Patient.PatientID));
        var (seen, heldOut) = (loading.Data.Cache(split.TrainSet), loading.Data.Cache(split.TestSet));

        double AreaUnderCurve(TrialContext trial)
        {
            var ml = new MLContext(seed: 0); // one for each trial: they run beside each other
            var learner = ml.BinaryClassification.Trainers.FastTree(
                new FastTreeBinaryTrainer.Options
                {
                    LabelColumnName = nameof(Patient.Diabetic),
                    LearningRate = trial.Double("rate"),
                    NumberOfTrees = trial.Int("trees"),
                    NumberOfLeaves = trial.Int("leaves"),
                    NumberOfThreads = 1,
                }
            );
            var model = learner.Fit(seen);
            ml.Model.Save(model, seen.Schema, Path.Combine(models, $"{trial.Number}.zip"));
            return ml
                .BinaryClassification.Evaluate(model.Transform(heldOut), nameof(Patient.Diabetic))
                .AreaUnderRocCurve;
        }

        var result = await Optimization.RunAsync(
            new StudySpec
            {
                Space = SearchSpace.Build(s =>
                    s.LogFloat("rate", 0.01, 1).LogInt("trees", 10, 100).Int("leaves", 4, 40)
                ),
                Objectives = [Objective.Maximize("AUC")],
                Sampler = new BayesianSampling(),
                MaxTrials = 12,
                Seed = 1,
            },
            AreaUnderCurve,
            new OptimizationOptions { Parallelism = 2 }
        );
        var best = result.Best!;
        var kept = loading.Model.Load(Path.Combine(models, $"{best.Number}.zip"), out _);
        Console.WriteLine($"AUC {best.Value:F4} with {best.Assignment}");

        Assert.Equal(12, result.Trials.Count(trial => trial.State == TrialState.Completed));
        Assert.InRange(best.Value, 0.98, 1);
        Assert.Equal(
            best.Value,
            loading
                .BinaryClassification.Evaluate(kept.Transform(heldOut), nameof(Patient.Diabetic))
                .AreaUnderRocCurve,
            1e-9
        );
        var numbers = Numbers(split.TrainSet);
        Assert.Empty(numbers.Intersect(Numbers(split.TestSet)));

        var trainers = SearchSpace.Build(s =>
            s.Choice(
                "trainer",
                Branch.Of(trees => trees.Constant("name", "trees").LogInt("count", 10, 50)),
                Branch.Of(linear => linear.Constant("name", "linear").LogFloat("l2", 1e-6, 0.1))
            )
        );

        double CrossValidated(TrialContext trial)
        {
            var ml = new MLContext(seed: 0);
            IEstimator<ITransformer> learner = trial.Has("trainer[0].count")
                ? ml.BinaryClassification.Trainers.FastTree(
                    "Diabetic",
                    numberOfTrees: trial.Int("trainer[0].count")
                )
                : ml
                    .Transforms.NormalizeMeanVariance("Features")
                    .Append(
                        ml.BinaryClassification.Trainers.LbfgsLogisticRegression(
                            "Diabetic",
                            l2Regularization: (float)trial.Double("trainer[1].l2")
                        )
                    );
            return ml
                .BinaryClassification.CrossValidate(seen, learner, 3, "Diabetic", nameof(Patient.PatientID))
                .Average(fold => fold.Metrics.AreaUnderRocCurve);
        }

        var chosen = await Optimization.RunAsync(
            new StudySpec
            {
                Space = trainers,
                Objectives = [Objective.Maximize("AUC")],
                Sampler = new RandomSampling { Seed = 1 },
                MaxTrials = 6,
            },
            CrossValidated
        );
        Assert.NotNull(chosen.Best!.Assignment.Find("trainer[0].count"));
        Assert.Equal(6, chosen.Trials.Count(trial => trial.State == TrialState.Completed));

        HashSet<float> Numbers(IDataView rows) => [.. rows.GetColumn<float>(nameof(Patient.PatientID))];
    }

    sealed class Patient
    {
        [LoadColumn(0)]
        public float PatientID { get; set; }

        [LoadColumn(1, 8), VectorType(8)]
        public float[] Features { get; set; } = [];

        [LoadColumn(9)]
        public bool Diabetic { get; set; }
    }
}
