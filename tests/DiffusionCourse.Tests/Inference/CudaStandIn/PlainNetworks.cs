using DiffusionCourse.Tests.Exports;
using static Onnx.TensorProto.Types;

namespace DiffusionCourse.Tests.Inference;

/// <summary>Networks without convolutions, which a GPU runs without cuDNN.</summary>
internal static class PlainNetworks
{
    private const int Channels = ExportedModel.Channels, Wide = 16;

    /// <summary>Replaces the UNet and the decoder of a model.</summary>
    public static void WriteTo(ExportedModel model, ExportLayout layout, bool onProcessor = false)
    {
        UNet(layout, onProcessor).Save(model.PathOf("unet"));
        Decoder(layout).Save(model.PathOf("vae_decoder"));
    }

    private static OnnxGraphWriter UNet(ExportLayout layout, bool onProcessor)
    {
        var graph = new OnnxGraphWriter(layout, seed: 2);
        object[] area = layout.FixedSizes ? [ExportedModel.LatentSide, ExportedModel.LatentSide] : ["height", "width"];
        object[] shape = [layout.BatchDimension, Channels, .. area];
        var sample = graph.Input("sample", graph.Precision, shape);
        var timestep = graph.Input("timestep", DataType.Float, 1);
        var text = graph.Input("encoder_hidden_states", graph.Precision, layout.BatchDimension, "sequence", GeneratedNetworks.TextWidth);
        var first = graph.Node("MatMul", [Slice(graph, text, axis: 1, count: 1), graph.Weight(0.5, GeneratedNetworks.TextWidth, Channels)]);
        var everywhere = graph.Node("Unsqueeze", [graph.Node("Squeeze", [first, graph.Constant(DataType.Int64, [1], 1)]), graph.Constant(DataType.Int64, [2], 2, 3)]);
        var time = graph.Cast(graph.Node("Mul", [timestep, graph.Constant(DataType.Float, [], 0.001)]), graph.Precision);
        var x = graph.Node("Add", [graph.Node("Add", [sample, everywhere]), time]);
        var wide = graph.Node("Sigmoid", [graph.Node("Concat", Enumerable.Repeat(x, Wide).ToArray(), null, ("axis", 1L))]);
        x = graph.Node("Add", [x, Slice(graph, wide, axis: 1, Channels)]);
        if (onProcessor)
        {
            // ONNX Runtime has no determinant for CUDA.
            var determinant = graph.Node("Unsqueeze", [graph.Node("Det", [x]), graph.Constant(DataType.Int64, [2], 2, 3)]);
            x = graph.Node("Add", [x, graph.Node("Mul", [determinant, graph.Constant(graph.Precision, [], 0)])]);
        }

        graph.Output("out_sample", x, graph.Precision, shape);
        return graph;
    }

    private static OnnxGraphWriter Decoder(ExportLayout layout)
    {
        var graph = new OnnxGraphWriter(layout, seed: 3);
        var x = Slice(graph, graph.Input("latent_sample", graph.Precision, layout.BatchDimension, Channels, "height", "width"), axis: 1, count: 3);
        x = graph.Node("Resize", [x, "", graph.Constant(DataType.Float, [4], 1, 1, ExportedModel.Factor, ExportedModel.Factor)], null, ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
        var wide = graph.Node("Sigmoid", [graph.Node("Concat", Enumerable.Repeat(x, Wide).ToArray(), null, ("axis", 1L))]);
        graph.Output("sample", graph.Node("Add", [x, Slice(graph, wide, axis: 1, count: 3)]), graph.Precision, layout.BatchDimension, 3, "picture_height", "picture_width");
        return graph;
    }

    private static string Slice(OnnxGraphWriter graph, string x, int axis, int count)
        => graph.Node("Slice", [x, graph.Constant(DataType.Int64, [1], 0), graph.Constant(DataType.Int64, [1], count), graph.Constant(DataType.Int64, [1], axis)]);
}
