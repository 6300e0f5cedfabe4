// kpu/simulator.h — runs a kmodel as a K210 does: the KPU's fixed-point arithmetic bit for bit, and the other
// layers as the vendor's runtime computes them.
//
//   TRY(const auto model, kpu::Model::compile(kmodel));
//   kpu::Simulator simulator(model);                    // one per thread
//   std::ranges::copy(pixels, simulator.input().begin());
//   simulator.run();
//   use(simulator.output());
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kmodel/kmodel.h"
#include "kpu/layer.h"

namespace tinsmith::kpu {

// An input or output of a model.
struct Port {
  kmodel::v4::Element element = kmodel::v4::Element::UInt8;
  std::vector<std::int64_t> shape;  // as far as the layers show it; else one number
  bool is_planar = false;           // channels before rows and columns, as the KPU has them
  std::size_t size_bytes = 0;
};

class Model {
 public:
  // Checks every layer: addresses, sizes and modes.
  //   InvalidInput, Unsupported  the message names the layer
  static Result<std::shared_ptr<const Model>> compile(const kmodel::Kmodel& kmodel, Path path = Path::Fast);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  std::span<const Port> inputs() const;
  std::span<const Port> outputs() const;
  std::size_t layer_count() const;
  // Whether the last layer is a softmax or a logistic function.
  bool ends_in_probabilities() const;

 private:
  friend class Simulator;
  struct Parts;
  explicit Model(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

// Must be used by one thread at a time. Memory starts with zeros and keeps its values between runs, as on the
// chip; no model's result depends on them.
class Simulator {
 public:
  explicit Simulator(std::shared_ptr<const Model> model);
  ~Simulator();
  Simulator(Simulator&&) noexcept;
  Simulator& operator=(Simulator&&) noexcept;

  const Model& model() const { return *model_; }
  // The bytes of an input: planar pixels, or floats.
  std::span<std::byte> input(std::size_t index = 0);
  void run();
  // Also calls after(layer, its result) after each layer; maps in KPU memory are given in planar order.
  void run(const std::function<void(std::size_t, ByteView)>& after);
  // Valid until the next run.
  ByteView output(std::size_t index = 0) const;

 private:
  struct Memories;
  std::shared_ptr<const Model> model_;
  std::unique_ptr<Memories> memories_;
};

}  // namespace tinsmith::kpu
