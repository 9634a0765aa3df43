using DiffusionCourse.Cost;

namespace DiffusionCourse.Cli;

/// <summary>Learnt numbers of each network; null where the model has none.</summary>
internal sealed record ParameterReport(long Unet, long TextEncoder, long VaeDecoder, long? VaeEncoder)
{
    public static ParameterReport From(ModelCost model) => new(model.UNet.Parameters, model.TextEncoder.Parameters, model.VaeDecoder.Parameters, model.VaeEncoder?.Parameters);
}
