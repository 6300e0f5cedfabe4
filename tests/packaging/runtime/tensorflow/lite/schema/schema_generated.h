// The part of TensorFlow Lite's header that packages use.
#pragma once

namespace tflite {

struct Model {};
inline const Model* GetModel(const void* bytes) {
  return static_cast<const Model*>(bytes);
}

}  // namespace tflite
