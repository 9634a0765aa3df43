using DiffusionCourse.Models;
using DiffusionCourse.Models.Onnx;
using Google.Protobuf;

namespace DiffusionCourse.Remote;

/// <summary>
/// Declares a UNet's timestep, one for all rows, as one for each: the graph may or may not bear it, which running it tells.
/// </summary>
internal static class TimestepRow
{
    /// <summary>The graph with the timestep's [1] as [batch], whatever the sample's first dimension is called.</summary>
    /// <param name="path">The graph.</param>
    /// <param name="sample">The sample's name.</param>
    /// <param name="timestep">The timestep's name.</param>
    /// <exception cref="ModelException">The file is no ONNX graph.</exception>
    public static byte[] Declare(string path, string sample, string timestep)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new ModelException($"'{path}' is damaged or no ONNX graph ({error.Message}). Fetch the model again.", error);
        }

        var batch = model.Graph.Input.First(input => input.Name == sample).Type.TensorType.Shape.Dim[0].DimParam;
        var dimension = model.Graph.Input.First(input => input.Name == timestep).Type.TensorType.Shape.Dim[0];
        dimension.ClearDimValue();
        dimension.DimParam = batch.Length > 0 ? batch : "batch";
        // What was inferred from one timestep holds no longer.
        model.Graph.ValueInfo.Clear();
        return model.ToByteArray();
    }
}
