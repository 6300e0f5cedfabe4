void print_answer(int32_t width, int32_t height) {
  static TinsmithObject objects[50];
  const int32_t count = tinsmith_find_objects(&tinsmith_model, tinsmith_output(), objects, 50);
  if (count == 0) Serial.print("no object");
  for (int32_t i = 0; i < count; ++i) {
    tinsmith_to_picture(&tinsmith_model.preparation, width, height, &objects[i]);
    Serial.print(tinsmith_model.class_names[objects[i].class_index]);
    Serial.print(" ");
    Serial.print(objects[i].score);
    Serial.print(" at ");
    Serial.print(objects[i].left + objects[i].width / 2, 0);
    Serial.print(", ");
    Serial.print(objects[i].top + objects[i].height / 2, 0);
    Serial.print("; ");
  }
}
